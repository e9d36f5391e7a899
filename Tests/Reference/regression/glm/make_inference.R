# Profile intervals by root finding on refits, analysis of deviance, Cameron-Trivedi tests and
# sandwich covariances on data.csv. R 4.2.2, AER 1.2-10, sandwich 3.0-2, MASS 7.3-58.2.
# Rscript make_inference.R > inference.csv
suppressMessages({library(MASS); library(AER); library(sandwich)})
d <- read.csv("data.csv")
out <- function(case, what, values) {
  values <- as.numeric(values)
  for (i in seq_along(values)) cat(sprintf("%s,%s,%d,%.17g\n", case, what, i - 1, values[i]))
}
cat("case,quantity,index,value\n")
polish <- function(args) {
  f <- suppressWarnings(do.call(glm, args))
  for (i in 1:15) {
    args$start <- coef(f); args$control <- glm.control(maxit = 1, epsilon = 1e-15)
    f <- suppressWarnings(do.call(glm, args))
  }
  f
}
X <- model.matrix(~ x1 + x2 + g2 + g3 + g4, d)
fit <- function(y, family, X, offset = rep(0, nrow(X)))
  polish(list(formula = y ~ X - 1, family = family, offset = offset, data = list(y = y, X = X)))
profile_ends <- function(case, y, family, j, known) {
  full <- fit(y, family, X)
  s <- summary(full)
  phi <- if (known) 1 else s$dispersion
  q <- if (known) qnorm(.975) else qt(.975, full$df.residual)
  g <- function(b) fit(y, family, X[, -j], X[, j] * b)$deviance - full$deviance - q^2 * phi
  b <- coef(full)[j]; se <- s$coefficients[j, 2]
  out(case, paste0("profile", j - 1),
      c(uniroot(g, c(b - 4 * se, b), tol = 1e-13)$root, uniroot(g, c(b, b + 4 * se), tol = 1e-13)$root))
}
for (j in c(1, 2, 5)) {
  profile_ends("poisson", d$count, poisson(), j, TRUE)
  profile_ends("binary", d$binary, binomial(), j, TRUE)
  profile_ends("gamma", d$amount, Gamma("log"), j, FALSE)
}
table <- function(case, formula, family, test) {
  f <- glm(formula, family, d, control = glm.control(epsilon = 1e-15, maxit = 100))
  a <- anova(f, test = test)
  out(case, "sequential_deviance", a$Deviance[-1]); out(case, "sequential_rest", a$`Resid. Dev`[-1])
  out(case, "sequential_p", a[[ncol(a)]][-1])
  m <- drop1(f, test = test)
  out(case, "marginal_rest", m$Deviance[-1])
  if (test == "Chisq") out(case, "marginal_p", m[[ncol(m)]][-1])
}
d$g <- factor(1 + d$g2 + 2 * d$g3 + 3 * d$g4)
table("poisson", count ~ x1 + x2 + g, poisson(), "Chisq")
table("gamma", amount ~ x1 + x2 + g, Gamma("log"), "F")
f <- polish(list(formula = nb ~ x1 + x2 + g2 + g3 + g4, family = poisson(), data = d))
for (k in 1:2) {
  t <- dispersiontest(f, trafo = k)
  out("overdispersion", paste0("trafo", k), c(t$estimate, t$statistic, t$p.value))
}
for (name in c("poisson", "binary", "gamma")) {
  f <- polish(list(formula = as.formula(paste(c(poisson = "count", binary = "binary", gamma = "amount")[name],
      "~ x1 + x2 + g2 + g3 + g4")), family = list(poisson = poisson(), binary = binomial(),
      gamma = Gamma("log"))[[name]], data = d))
  for (type in c("HC0", "HC1")) out(name, type, sqrt(diag(vcovHC(f, type = type))))
  cluster <- (seq_len(nrow(d)) - 1) %/% 5
  out(name, "cluster", sqrt(diag(vcovCL(f, cluster = cluster, type = "HC1"))))
  out(name, "hac", sqrt(diag(NeweyWest(f, lag = 3, prewhite = FALSE, adjust = TRUE))))
}
