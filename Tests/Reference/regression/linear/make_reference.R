# Reference values for linear models from R 4.2.2 with sandwich, lmtest, car and
# clubSandwich (versions are written into the file).
#
#   Rscript make_reference.R     # writes reference.csv: key, value
suppressMessages({library(sandwich); library(lmtest); library(car); library(clubSandwich)})
d <- read.csv("sample.csv", stringsAsFactors = TRUE)
out <- file("reference.csv", "w")
for (p in c("sandwich", "lmtest", "car", "clubSandwich"))
  cat("#", p, as.character(packageVersion(p)), "\n", file = out)
put <- function(key, values) {
  values <- as.numeric(values)
  cat(paste0(key, "[", seq_along(values) - 1, "],", sprintf("%.17g", values), "\n"),
      sep = "", file = out)
}
fits <- list(plain = lm(y ~ x + z + level, d), weighted = lm(y ~ x + z + level, d, weights = w))
for (name in names(fits)) {
  m <- fits[[name]]
  k <- function(what) paste0(name, ".", what)
  s <- summary(m)
  put(k("coefficients"), coef(m))
  put(k("errors"), s$coefficients[, 2])
  put(k("t"), s$coefficients[, 3])
  put(k("p"), s$coefficients[, 4])
  put(k("confidence"), confint(m, level = 0.9))
  put(k("summary"), c(s$r.squared, s$adj.r.squared, s$sigma, s$fstatistic,
                      pf(s$fstatistic[1], s$fstatistic[2], s$fstatistic[3], lower.tail = FALSE),
                      logLik(m), AIC(m), BIC(m)))
  for (type in c("HC0", "HC1", "HC2", "HC3")) put(k(type), vcovHC(m, type = type))
  put(k("hac.fixed4"), NeweyWest(m, lag = 4, prewhite = FALSE, adjust = TRUE))
  put(k("hac.bandwidths"), c(bwNeweyWest(m, kernel = "Bartlett", prewhite = 0),
                             bwAndrews(m, kernel = "Bartlett", approx = "AR(1)", prewhite = 0)))
  put(k("hac.nw94"), NeweyWest(m, prewhite = FALSE, adjust = FALSE))
  put(k("hac.andrews"), kernHAC(m, kernel = "Bartlett", prewhite = FALSE, adjust = FALSE,
                                sandwich = TRUE))
  put(k("cr1"), vcovCL(m, cluster = d$group, type = "HC1"))
  put(k("twoway"), vcovCL(m, cluster = d[, c("group", "other")], type = "HC1", fix = TRUE))
  cr2 <- vcovCR(m, cluster = d$group, type = "CR2")
  put(k("cr2"), as.matrix(cr2))
  ct <- coef_test(m, vcov = cr2, test = "Satterthwaite")
  put(k("cr2.df"), ct$df_Satt)
  put(k("cr2.p"), ct$p_Satt)
  new <- data.frame(x = c(-1, 0, 2.5), z = c(4, 5, 9), level = factor(c("a", "b", "c")))
  if (name == "plain") {
    put(k("confidence.interval"), predict(m, new, interval = "confidence", level = 0.8)[, 2:3])
    put(k("prediction.interval"), predict(m, new, interval = "prediction", level = 0.8)[, 2:3])
  } else {
    put(k("prediction.interval"),
        predict(m, new, interval = "prediction", level = 0.8, weights = c(0.5, 1, 2))[, 2:3])
  }
  put(k("hat"), hatvalues(m))
  put(k("rstandard"), rstandard(m))
  put(k("rstudent"), rstudent(m))
  put(k("cook"), cooks.distance(m))
  put(k("dffits"), dffits(m))
  put(k("vif"), vif(m))
  wald <- linearHypothesis(m, c("x = 1", "z + levelb = 0"))
  put(k("wald"), c(wald$F[2], wald$`Pr(>F)`[2]))
  robust <- linearHypothesis(m, c("levelb = 0", "levelc = 0"), vcov. = vcovHC(m, type = "HC3"))
  put(k("wald.hc3"), c(robust$F[2], robust$`Pr(>F)`[2]))
}
m <- fits$plain
one <- function(key, test) put(key, c(test$statistic, test$p.value))
one("bp", bptest(m))
one("bp.classic", bptest(m, studentize = FALSE))
one("white", bptest(m, ~ x * z + level + x:level + z:level + I(x^2) + I(z^2), data = d))
one("dw.normal", dwtest(m, alternative = "greater", exact = FALSE))
one("bg1", bgtest(m, order = 1))
one("bg4", bgtest(m, order = 4))
one("reset", resettest(m, power = 2:3, type = "fitted"))
e <- residuals(m)
box <- function(key, lag, fitted = 0) {
  # Box.test's p-value is one minus the lower tail, which loses small ones.
  q <- Box.test(e, lag = lag, type = "Ljung-Box")$statistic
  put(key, c(q, pchisq(q, lag - fitted, lower.tail = FALSE)))
}
box("lb1", 1); box("lb6", 6); box("lb6.fitted2", 6, 2)
n <- length(e); s <- e - mean(e)
skew <- mean(s^3) / mean(s^2)^1.5; kurt <- mean(s^4) / mean(s^2)^2
jb <- n / 6 * (skew^2 + (kurt - 3)^2 / 4)
put("jb", c(jb, pchisq(jb, 2, lower.tail = FALSE), skew, kurt))
crossed <- lm(y ~ x * half + z + level, d, weights = w)
put("crossed.type1", as.matrix(anova(crossed)[, c("Sum Sq", "F value", "Pr(>F)")]))
put("crossed.type2", as.matrix(Anova(crossed, type = 2)[, c("Sum Sq", "F value", "Pr(>F)")]))
put("crossed.type3", as.matrix(Anova(crossed, type = 3)[, c("Sum Sq", "F value", "Pr(>F)")]))
put("crossed.vif", vif(lm(y ~ x + half + z + level, d, weights = w)))
# Generalized linear models over the same rows: a count and a positive number.
generalized <- list(poisson = glm(group ~ x + z + level, poisson, d),
                    gamma = glm(w ~ x + z, Gamma("log"), d, weights = 1 + other))
for (name in names(generalized)) {
  m <- generalized[[name]]
  m <- update(m, control = glm.control(epsilon = 1e-14, maxit = 100))
  k <- function(what) paste0(name, ".", what)
  put(k("coefficients"), coef(m))
  put(k("HC0"), vcovHC(m, type = "HC0"))
  put(k("HC3"), vcovHC(m, type = "HC3"))
  put(k("hac.fixed4"), NeweyWest(m, lag = 4, prewhite = FALSE, adjust = TRUE))
  put(k("cr1"), vcovCL(m, cluster = d$other, type = "HC1"))
  cr2 <- vcovCR(m, cluster = d$other, type = "CR2")
  put(k("cr2"), as.matrix(cr2))
  put(k("cr2.df"), coef_test(m, vcov = cr2, test = "Satterthwaite")$df_Satt)
}
close(out)
