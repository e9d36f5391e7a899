# naive, snaive, meanf and thetaf of R's forecast package on made-up series.
# Writes simple.csv: case, t, value, mean, deviation. Rows with t >= 0 hold the
# series, those with t < 0 the forecasts of steps 1, 2, ... (t = -1, -2, ...).
# Run: Rscript simple.R
suppressMessages(library(forecast))
series <- function(n, m, slope) {
  t <- 0:(n - 1)
  noise <- ((t * 7919) %% 101) / 101 - 0.5
  (40 + slope * t + 9 * noise) * (1 + 0.3 * sin(2 * pi * t / m))
}
rows <- list()
add <- function(case, x, mean, deviation) {
  rows[[length(rows) + 1]] <<- data.frame(
    case = case, t = c(seq_along(x) - 1, -seq_along(mean)), value = c(as.numeric(x), rep(NA, length(mean))),
    mean = c(rep(NA, length(x)), as.numeric(mean)),
    deviation = c(rep(NA, length(x)), as.numeric(deviation)))
}
sd_of <- function(f) (f$upper[, 1] - f$lower[, 1]) / (2 * qnorm(0.975))
x <- ts(series(47, 5, 0.4), frequency = 1)
f <- naive(x, 6, level = 95); add("naive", x, f$mean, sd_of(f))
f <- meanf(x, 6, level = 95)
add("mean", x, f$mean, (f$upper[, 1] - f$lower[, 1]) / (2 * qt(0.975, 46)))
f <- thetaf(x, 6, level = 95); add("theta", x, f$mean, sd_of(f))
x <- ts(series(60, 12, 0.2), frequency = 12)
f <- snaive(x, 14, level = 95); add("seasonal-naive", x, f$mean, sd_of(f))
f <- thetaf(x, 14, level = 95); add("theta-seasonal", x, f$mean, sd_of(f))
x <- ts(series(44, 4, -0.3), frequency = 4)
f <- thetaf(x, 8, level = 95); add("theta-quarterly", x, f$mean, sd_of(f))
out <- do.call(rbind, rows)
for (k in 3:5) out[[k]] <- trimws(formatC(out[[k]], digits = 15, format = "g"))
write.csv(out, "simple.csv", row.names = FALSE, quote = FALSE)
