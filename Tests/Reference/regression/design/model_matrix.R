# Design matrices of R's model.matrix, printed to 17 digits.
#
#   Rscript model_matrix.R > model_matrix.csv
#
# One line a cell: formula (as Apportion writes it), row, column, value. R 4.2.2, splines.
library(splines)

n <- 24
i <- 0:(n - 1)
data <- data.frame(
  x = ((i * 7) %% 11) / 4 - 1,
  z = sqrt(i + 2),
  t = 2000 + i * 3 + (i %% 4) / 8,
  a = factor(c("low", "mid", "high")[i %% 3 + 1]),
  b = factor(c("no", "yes")[(i %/% 3) %% 2 + 1]),
  c = factor(c("d", "e", "f", "g")[(i * 5 + i %/% 7) %% 4 + 1])
)

cases <- list(
  list("~ x + z", ~ x + z),
  list("~ 0 + x + a", ~ 0 + x + a),
  list("~ a + b", ~ a + b),
  list("~ a * b", ~ a * b),
  list("~ a:b", ~ a:b),
  list("~ 0 + a:b", ~ 0 + a:b),
  list("~ x + x:a", ~ x + x:a),
  list("~ x:a", ~ x:a),
  list("~ a / x", ~ a / x),
  list("~ (a + b + c)^2", ~ (a + b + c)^2),
  list("~ a * b * x - a:b:x", ~ a * b * x - a:b:x),
  list("~ a + a:b", ~ a + a:b),
  list("~ b:c + a", ~ b:c + a),
  list("~ 0 + a + b + a:x", ~ 0 + a + b + a:x),
  list("~ I(x^2) + log(z) + sqrt(z) + I((x + z) / 2)", ~ I(x^2) + log(z) + sqrt(z) + I((x + z) / 2)),
  list("~ poly(t, 3)", ~ poly(t, 3)),
  list("~ poly(x, 2, raw: true)", ~ poly(x, 2, raw = TRUE)),
  list("~ a:poly(x, 2)", ~ a:poly(x, 2)),
  list("~ bs(z, df: 6)", ~ bs(z, df = 6)),
  list("~ bs(t, df: 5, degree: 2)", ~ bs(t, df = 5, degree = 2)),
  list("~ C(a, sum) + x", ~ C(a, contr.sum) + x),
  list("~ C(c, helmert)", ~ C(c, contr.helmert)),
  list("~ C(c, polynomial)", ~ C(c, contr.poly)),
  list("~ C(a, sum) * C(c, helmert)", ~ C(a, contr.sum) * C(c, contr.helmert)),
  list("~ C(a, reference: \"mid\") * x", ~ relevel(a, "mid") * x)
)

cat("formula,row,column,value\n")
quoted <- function(text) paste0("\"", gsub("\"", "\"\"", text), "\"")
for (case in cases) {
  m <- model.matrix(case[[2]], data)
  for (j in seq_len(ncol(m))) {
    for (r in seq_len(nrow(m))) {
      cat(quoted(case[[1]]), ",", r - 1, ",", j - 1, ",", sprintf("%.17g", m[r, j]), "\n", sep = "")
    }
  }
}

# The same polynomials and splines at values the fit has not seen, inside and beyond.
fresh <- data.frame(t = c(1990, 2001.5, 2040, 2100), z = c(1, 2.5, 4, 6))
p <- poly(data$t, 3)
s <- bs(data$z, df = 6)
after <- list("new ~ poly(t, 3)", "new ~ bs(z, df: 6)")
bases <- list(predict(p, fresh$t), suppressWarnings(predict(s, fresh$z)))
for (k in 1:2) {
  m <- bases[[k]]
  for (j in seq_len(ncol(m))) {
    for (r in seq_len(nrow(m))) {
      cat(quoted(after[[k]]), ",", r - 1, ",", j, ",", sprintf("%.17g", m[r, j]), "\n", sep = "")
    }
  }
}
