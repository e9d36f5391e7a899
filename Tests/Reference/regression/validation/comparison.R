# Paired tests by R 4.2.2: pROC 1.18.0 (DeLong), forecast 8.20 (Diebold–Mariano), stats (Wilcoxon),
# and Wilson's interval by prop.test.
#
#   Rscript comparison.R > comparison.csv
#
# One line a value: case, name, values separated by blanks.
suppressPackageStartupMessages({
  library(pROC)
  library(forecast)
})
set.seed(4)
show <- function(case, name, values) {
  cat(case, ",", name, ",", paste(sprintf("%.17g", values), collapse = " "), "\n", sep = "")
}
cat("case,name,values\n")

n <- 150
x <- rnorm(n)
outcome <- as.numeric(runif(n) < plogis(x))
first <- round(x + rnorm(n), 1)
second <- round(x + 2 * rnorm(n), 1)
show("roc", "outcome", outcome)
show("roc", "first", first)
show("roc", "second", second)
a <- roc(outcome, first, levels = c(0, 1), direction = "<")
b <- roc(outcome, second, levels = c(0, 1), direction = "<")
test <- roc.test(a, b, method = "delong", paired = TRUE)
show("roc", "areas", c(a$auc, b$auc))
show("roc", "test", c(test$statistic, test$p.value, test$conf.int))
show("roc", "interval", ci.auc(a, conf.level = 0.9)[c(1, 3)])
show("roc", "variance", var(a))

e1 <- as.numeric(arima.sim(list(ar = 0.5), 60))
e2 <- 1.2 * as.numeric(arima.sim(list(ar = 0.3), 60)) + 0.1
show("dm", "first", e1)
show("dm", "second", e2)
for (h in c(1, 2, 5)) {
  test <- dm.test(e1, e2, h = h, power = 2, varestimator = "bartlett")
  show("dm", paste("horizon", h), c(test$statistic, test$p.value))
}

d <- round(rnorm(30, 0.3), 6)
show("wilcoxon", "exact differences", d)
test <- wilcox.test(d)
show("wilcoxon", "exact", c(test$statistic, test$p.value))
d <- c(round(rnorm(40, 0.3), 1), 0, 0)
show("wilcoxon", "tied differences", d)
test <- suppressWarnings(wilcox.test(d))
show("wilcoxon", "tied", c(test$statistic, test$p.value))
d <- rnorm(80, 0.15)
show("wilcoxon", "many differences", d)
test <- wilcox.test(d)
show("wilcoxon", "many", c(test$statistic, test$p.value))

# Nadeau and Bengio's corrected t, written out.
s <- c(0.71, 0.64, 0.69, 0.77, 0.7, 0.66)
r <- c(0.68, 0.65, 0.61, 0.72, 0.69, 0.6)
share <- 20 / 100
t <- mean(s - r) / sqrt(var(s - r) * (1 / 6 + share))
show("corrected", "first", s)
show("corrected", "second", r)
show("corrected", "test", c(t, 2 * pt(-abs(t), 5)))

for (k in c(0, 1, 7, 20)) {
  show("wilson", paste(k, "of 20"), prop.test(k, 20, conf.level = 0.9, correct = FALSE)$conf.int)
}
