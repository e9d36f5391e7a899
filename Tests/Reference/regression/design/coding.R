# How R codes factors in formulas drawn at random: for each, the products of its
# model.matrix columns with cos(1), cos(2), … in ascending order.
#
#   Rscript coding.R > coding.csv
#
# One line a formula: text, values separated by blanks. R 4.2.2.
n <- 24
i <- 0:(n - 1)
data <- data.frame(
  x = ((i * 7) %% 11) / 4 - 1,
  z = sqrt(i + 2),
  a = factor(c("low", "mid", "high")[i %% 3 + 1]),
  b = factor(c("no", "yes")[(i %/% 3) %% 2 + 1]),
  c = factor(c("d", "e", "f", "g")[(i * 5 + i %/% 7) %% 4 + 1])
)
set.seed(12)
names <- c("x", "z", "a", "b", "c")
draw <- function(k) paste(sort(sample(names, k)), collapse = sample(c(":", "*", ":"), 1))
cat("formula,products\n")
seen <- character()
while (length(seen) < 120) {
  terms <- replicate(sample(1:4, 1), draw(sample(1:3, 1, prob = c(3, 3, 1))))
  text <- paste(c(if (runif(1) < 0.4) "0", terms), collapse = " + ")
  if (runif(1) < 0.2) text <- paste0("(", text, ")^2")
  if (runif(1) < 0.3) text <- paste0(text, " - ", draw(1))
  text <- paste("~", text)
  if (text %in% seen || grepl("(0", text, fixed = TRUE)) next
  m <- tryCatch(model.matrix(as.formula(text), data), error = function(e) NULL)
  if (is.null(m) || ncol(m) == 0) next
  seen <- c(seen, text)
  products <- sort(as.numeric(crossprod(cos(1:n), m)))
  cat(text, ",", paste(sprintf("%.15g", products), collapse = " "), "\n", sep = "")
}
