# Quantile regressions by quantreg's "br" (exact simplex) with its standard errors.
# Run: Rscript quantile.R   (R 4.2.2, quantreg 5.94)
# Writes data.csv and quantile.csv: case, level, column, value, iid, nid, ker
library(quantreg)
set.seed(7)
n <- 151
x1 <- round(rnorm(n), 5); x2 <- round(rexp(n), 5); year <- 1990 + (1:n) / 12
year <- round(year, 4); x3 <- rbinom(n, 1, 0.3)
y <- round(2 + x1 - 0.5 * x2 + 0.1 * (year - 1995) + x3 + (0.5 + 0.4 * x2) * rt(n, 4), 6)
w <- round(runif(n, 0.2, 2), 3)
d <- data.frame(x1, x2, year, x3, y, w)
write.csv(d, "data.csv", row.names = FALSE)
out <- NULL
keep <- function(case, fit) {
  level <- fit$tau
  se <- function(kind) unname(summary(fit, se = kind)$coefficients[, 2])
  out <<- rbind(out, data.frame(case = case, level = level, column = names(coef(fit)),
    value = sprintf("%.17g", coef(fit)), iid = sprintf("%.17g", se("iid")),
    nid = sprintf("%.17g", se("nid")), ker = sprintf("%.17g", se("ker"))))
}
for (tau in c(0.05, 0.27, 0.52, 0.9)) {
  keep("plain", rq(y ~ x1 + x2 + year + x3, tau = tau, data = d))
  keep("weighted", rq(y ~ x1 + x2 + x3, tau = tau, data = d, weights = w))
}
write.csv(out, "quantile.csv", row.names = FALSE, quote = FALSE)
