# Numbers of differences and KPSS statistics by R's forecast and urca packages, for the
# complete series of arima.csv. Writes differences.csv beside arima.csv. Run in this folder:
#   Rscript differences.R
# Made with R 4.2, forecast 8.20, urca 1.3.
suppressMessages(library(forecast))
rows <- read.csv("arima.csv")
out <- NULL
for (name in unique(rows$case)) {
  y <- rows$value[rows$case == name & rows$kind == "series"]
  if (anyNA(y)) next
  lags <- trunc(3 * sqrt(length(y)) / 13)
  statistic <- urca::ur.kpss(y, type = "mu", use.lag = lags)@teststat
  d <- ndiffs(y)
  D <- nsdiffs(ts(y, frequency = 12))
  out <- rbind(out, data.frame(case = name, statistic = sprintf("%.15g", statistic), d = d, D = D))
}
write.csv(out, "differences.csv", row.names = FALSE, quote = FALSE)
