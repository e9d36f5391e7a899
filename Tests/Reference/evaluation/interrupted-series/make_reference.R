# Segmented regressions by other programs: nlme's gls (restricted likelihood of AR(1) and
# ARMA errors), lm and glm with sandwich's Newey-West errors, MASS's glm.nb.
# Run here with: Rscript make_reference.R
suppressMessages({library(nlme); library(sandwich); library(MASS)})

# Made by a recurrence that any program can repeat: no random numbers.
made <- function(n, counts) {
  u <- 12345
  noise <- numeric(n)
  for (i in 1:n) {
    total <- 0
    for (k in 1:12) { u <- (u * 16807) %% 2147483647; total <- total + u / 2147483647 }
    noise[i] <- total - 6
  }
  e <- numeric(n)
  for (i in 1:n) e[i] <- (if (i > 1) 0.6 * e[i - 1] else 0) + noise[i]
  t <- 0:(n - 1)
  x <- 2 * sin(t / 3) + cos(t / 7)
  mean <- 20 + 0.05 * t + 3 * sin(2 * pi * t / 12) + 0.5 * x - 4 * (t >= 60) - 0.08 * pmax(0, t - 60)
  y <- mean + e
  if (counts) y <- round(exp(mean / 6 + 0.25 * e))
  data.frame(t = t, x = x, y = y)
}

design <- function(d, from) {
  d$trend <- d$t - from
  d$c1 <- cos(2 * pi * d$t / 12); d$s1 <- sin(2 * pi * d$t / 12)
  d$step <- as.numeric(d$t >= from); d$slope <- pmax(0, d$t - from)
  d
}

out <- list()
add <- function(case, names, value, error, extra = list())
  for (i in seq_along(value))
    out[[length(out) + 1]] <<- data.frame(case = case, name = names[i],
      value = sprintf("%.12g", value[i]), error = sprintf("%.12g", error[i]))

d <- design(made(96, FALSE), 60)
write.csv(data.frame(t = d$t, x = sprintf("%.15g", d$x), y = sprintf("%.15g", d$y),
  count = made(96, TRUE)$y), "series.csv", row.names = FALSE, quote = FALSE)
f <- y ~ trend + c1 + s1 + x + step + slope
tight <- glsControl(tolerance = 1e-12, msTol = 1e-14, msMaxIter = 500)
g <- gls(f, d, correlation = corAR1(form = ~t), method = "REML", control = tight)
add("ar1", names(coef(g)), coef(g), sqrt(diag(vcov(g))))
add("ar1", "phi", coef(g$modelStruct$corStruct, unconstrained = FALSE), NA)
g <- gls(f, d, correlation = corARMA(form = ~t, p = 1, q = 1), method = "REML", control = tight)
add("arma11", names(coef(g)), coef(g), sqrt(diag(vcov(g))))
add("arma11", c("phi", "theta"), coef(g$modelStruct$corStruct, unconstrained = FALSE), c(NA, NA))
gap <- d; gap$y[c(5, 20, 21, 70)] <- NA
g <- gls(f, gap, correlation = corAR1(form = ~t), method = "REML", control = tight,
  na.action = na.omit)
add("ar1-gaps", names(coef(g)), coef(g), sqrt(diag(vcov(g))))
add("ar1-gaps", "phi", coef(g$modelStruct$corStruct, unconstrained = FALSE), NA)

m <- lm(f, d)
v <- kernHAC(m, kernel = "Bartlett", bw = bwAndrews(m, kernel = "Bartlett", approx = "AR(1)", prewhite = 0),
  prewhite = FALSE, adjust = TRUE)
add("andrews", names(coef(m)), coef(m), sqrt(diag(v)))
v <- NeweyWest(m, lag = 4, prewhite = FALSE, adjust = TRUE)
add("newey-west-4", names(coef(m)), coef(m), sqrt(diag(v)))

k <- design(made(96, TRUE), 60)
m <- glm(f, k, family = quasipoisson, control = glm.control(epsilon = 1e-14, maxit = 100))
v <- NeweyWest(m, lag = 4, prewhite = FALSE, adjust = TRUE)
add("quasi-poisson", names(coef(m)), coef(m), sqrt(diag(v)))
# The effect of the steps after the change, by the delta method with numeric derivatives.
after <- k$t >= 60
X1 <- model.matrix(m)[after, ]; X0 <- X1; X0[, c("step", "slope")] <- 0
share <- function(b) sum(exp(X1 %*% b)) / sum(exp(X0 %*% b)) - 1
mean_effect <- function(b) mean(exp(X1 %*% b) - exp(X0 %*% b))
gradient <- function(h, b) sapply(seq_along(b), function(j) {
  s <- 1e-6; u <- b; w <- b; u[j] <- u[j] + s; w[j] <- w[j] - s; (h(u) - h(w)) / (2 * s) })
for (h in list(list("relative", share), list("average", mean_effect))) {
  slope <- gradient(h[[2]], coef(m))
  add("quasi-poisson", h[[1]], h[[2]](coef(m)), sqrt(drop(t(slope) %*% v %*% slope)))
}
m <- glm.nb(f, k, control = glm.control(epsilon = 1e-14, maxit = 200))
v <- NeweyWest(m, lag = 4, prewhite = FALSE, adjust = TRUE)
add("negative-binomial", names(coef(m)), coef(m), sqrt(diag(v)))
write.csv(do.call(rbind, out), "fits.csv", row.names = FALSE, quote = FALSE)
