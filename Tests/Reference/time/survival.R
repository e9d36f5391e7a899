# Golden values for SurvivalCurve, from R's package survival (log-log intervals).
# Writes survival-data.csv (case, time, closed), survival-curve.csv and
# survival-quantiles.csv.   Rscript survival.R
library(survival)
tied <- data.frame(
  time = c(0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 5, 5, 5, 8, 8, 13, 13, 21, 30, 30, 34, 40),
  status = c(1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0))
cases <- list(aml = data.frame(time = aml$time, status = aml$status), tied = tied)
data <- curve <- quantiles <- NULL
for (name in names(cases)) {
  d <- cases[[name]]
  data <- rbind(data, data.frame(case = name, time = d$time, closed = d$status))
  fit <- survfit(Surv(time, status) ~ 1, data = d, conf.type = "log-log", conf.int = 0.95)
  s <- summary(fit)
  curve <- rbind(curve, data.frame(case = name, time = s$time, risk = s$n.risk, ended = s$n.event,
    survival = sprintf("%.17g", s$surv), error = sprintf("%.17g", s$std.err),
    lower = sprintf("%.17g", s$lower), upper = sprintf("%.17g", s$upper)))
  p <- c(0.11, 0.27, 0.42, 0.55, 0.71)
  q <- quantile(fit, probs = p)
  quantiles <- rbind(quantiles, data.frame(case = name, p = p, time = q$quantile,
    lower = q$lower, upper = q$upper))
}
write.csv(data, "survival-data.csv", row.names = FALSE, quote = FALSE)
write.csv(curve, "survival-curve.csv", row.names = FALSE, quote = FALSE)
write.csv(quantiles, "survival-quantiles.csv", row.names = FALSE, quote = FALSE)
