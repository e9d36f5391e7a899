# Which columns R's lm keeps of designs that are not of full rank (dqrdc2, tolerance 1e-7).
#
#   Rscript rank.R > rank.csv
#
# One line a design: formula, kept columns from zero, separated by blanks. R 4.2.2.
n <- 24
i <- 0:(n - 1)
data <- data.frame(
  x = ((i * 7) %% 11) / 4 - 1,
  z = sqrt(i + 2),
  a = factor(c("low", "mid", "high")[i %% 3 + 1]),
  b = factor(c("no", "yes")[(i %/% 3) %% 2 + 1]),
  c = factor(c("d", "e", "f", "g")[(i * 5 + i %/% 7) %% 4 + 1])
)
data$twice <- 2 * data$x
data$sum <- data$x - data$z + 1
cat("formula,kept\n")
for (text in c(
  "~ x + twice + z + sum", "~ a:b", "~ b:c + a", "~ 0 + twice + x + a + sum + z",
  "~ a * b * c", "~ 0 + a:b:c + x", "~ x * twice + a", "~ a * b * c * x + z"
)) {
  m <- model.matrix(as.formula(text), data)
  q <- qr(m, tol = 1e-7)
  cat(text, ",", paste(sort(q$pivot[seq_len(q$rank)]) - 1, collapse = " "), "\n", sep = "")
}
