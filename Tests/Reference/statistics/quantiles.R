# Golden sample quantiles: stats::quantile, types 1 to 9. Run beside quantiles.csv.
# Columns: sample (space separated), type, p, value.
samples <- list(
  c(3.5), c(2, 1), c(5, -1, 4, 4, 0.5), c(9, 1, 8, 2, 7, 3, 6, 4, 5, 10),
  c(0.25, 17, 17, 17, -3, 2.5, 1e6, -1e6, 4, 8, 15.5))
p <- c(0, 0.01, 0.1, 0.2, 0.25, 0.3, 0.5, 0.55, 0.7, 0.75, 0.9, 0.95, 1)
out <- file("quantiles.csv", "w")
writeLines("sample,type,p,value", out)
for (x in samples) for (type in 1:9) {
  q <- quantile(x, p, type = type, names = FALSE)
  for (i in seq_along(p))
    writeLines(sprintf("%s,%d,%.17g,%.17g", paste(sprintf("%.17g", x), collapse = " "), type, p[i], q[i]), out)
}
close(out)
