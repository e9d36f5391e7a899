# Robust regressions by MASS::rlm and robustbase::lmrob, converged as far as they go.
# Run: Rscript robust.R   (R 4.2.2, MASS 7.3-58.2, robustbase 0.95-0)
# Writes data.csv and robust.csv: case, column, value, error; column "scale" has the scale
library(MASS)
library(robustbase)
set.seed(12)
n <- 80
x1 <- round(rnorm(n), 5); x2 <- round(runif(n, 0, 10), 5); x3 <- rbinom(n, 1, 0.4)
y <- round(1 + 2 * x1 - 0.3 * x2 + x3 + rnorm(n), 6)
y[1:8] <- y[1:8] + 15
w <- round(runif(n, 0.3, 2), 3)
d <- data.frame(x1, x2, x3, y, w)
write.csv(d, "data.csv", row.names = FALSE)
out <- NULL
keep <- function(case, coef, error, scale)
  out <<- rbind(out, data.frame(case = case, column = c(names(coef), "scale"),
    value = sprintf("%.17g", c(coef, scale)), error = sprintf("%.17g", c(error, NA))))
m <- function(case, ...) {
  fit <- rlm(y ~ x1 + x2 + x3, data = d, ..., maxit = 500, acc = 1e-14)
  keep(case, coef(fit), summary(fit)$coefficients[, 2], fit$s)
}
m("huber")
m("huber proposal 2", scale.est = "Huber", k2 = 1.345)
m("huber weighted", weights = w)
m("bisquare", psi = psi.bisquare)
mm <- lmrob(y ~ x1 + x2 + x3, data = d, control = lmrob.control(
  nResample = 2000, tuning.psi = 4.685061, tuning.chi = 1.54764, refine.tol = 1e-13,
  rel.tol = 1e-13, scale.tol = 1e-14, solve.tol = 1e-12, k.max = 2000, max.it = 2000,
  maxit.scale = 2000))
keep("mm", coef(mm), summary(mm)$coefficients[, 2], mm$scale)
keep("s", mm$init.S$coefficients, rep(NA, 4), mm$init.S$scale)
write.csv(out, "robust.csv", row.names = FALSE, quote = FALSE)
