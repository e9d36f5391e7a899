# STL and MSTL of a made-up series by R's stats::stl and forecast::mstl.
# Writes decomposition.csv: case, t, value, seasonal1, seasonal2, trend.
# Run: Rscript decomposition.R
suppressMessages(library(forecast))
wave <- function(n, p1, p2) {
  t <- 0:(n - 1)
  noise <- ((t * 7919) %% 101) / 101 - 0.5
  50 + 0.05 * t + 8 * sin(2 * pi * t / p1) + 5 * cos(2 * pi * t / p2) * (1 + t / n) + 6 * noise +
    ifelse((t %% 97) == 13, 25, 0)
}
rows <- list()
add <- function(case, x, s1, s2, trend) {
  rows[[length(rows) + 1]] <<- data.frame(
    case = case, t = seq_along(x) - 1, value = as.numeric(x), seasonal1 = as.numeric(s1),
    seasonal2 = as.numeric(s2), trend = as.numeric(trend))
}
x <- ts(wave(131, 12, 40), frequency = 12)
f <- stl(x, s.window = 11)
add("stl", x, f$time.series[, 1], NA, f$time.series[, 2])
f <- stl(x, s.window = 11, robust = TRUE)
add("stl-robust", x, f$time.series[, 1], NA, f$time.series[, 2])
f <- stl(x, s.window = 7, s.degree = 1, t.window = 15, s.jump = 1, t.jump = 1, l.jump = 1)
add("stl-every-point", x, f$time.series[, 1], NA, f$time.series[, 2])
x <- ts(wave(30, 12, 40), frequency = 12)
f <- stl(x, s.window = 11)
add("stl-short", x, f$time.series[, 1], NA, f$time.series[, 2])
x <- msts(wave(300, 6, 42), seasonal.periods = c(6, 42))
f <- mstl(x)
add("mstl", x, f[, "Seasonal6"], f[, "Seasonal42"], f[, "Trend"])
out <- do.call(rbind, rows)
for (k in 3:6) out[[k]] <- formatC(out[[k]], digits = 15, format = "g")
write.csv(out, "decomposition.csv", row.names = FALSE, quote = FALSE)
