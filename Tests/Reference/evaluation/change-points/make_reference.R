# Shifts of the mean and intervals for their dates by strucchange (Bai & Perron 2003; Bai 1997).
suppressMessages(library(strucchange))
u <- 12345; uniform <- function() { u <<- (u * 16807) %% 2147483647; u / 2147483647 }
normal <- function() { s <- 0; for (k in 1:12) s <- s + uniform(); s - 6 }
levels <- c(rep(0, 40), rep(1.5, 35), rep(-0.5, 45))
spread <- c(rep(1, 40), rep(2, 35), rep(1.3, 45))
y <- levels; for (i in seq_along(y)) y[i] <- y[i] + spread[i] * normal()
series <- list(made = y, nile = as.numeric(Nile))
write.csv(data.frame(series = rep(names(series), lengths(series)),
  y = sprintf("%.15g", unlist(series))), "series.csv", row.names = FALSE, quote = FALSE)
out <- NULL
for (name in names(series)) {
  b <- breakpoints(series[[name]] ~ 1)
  bic <- summary(b)$RSS["BIC", ]
  for (k in seq_along(bic)) out <- rbind(out, data.frame(series = name, kind = "bic", k = k - 1,
    a = sprintf("%.12g", bic[k]), b = "", c = ""))
  ci <- confint(b)$confint
  for (k in 1:nrow(ci)) out <- rbind(out, data.frame(series = name, kind = "break", k = k,
    a = ci[k, 1], b = ci[k, 2], c = ci[k, 3]))
}
write.csv(out, "breaks.csv", row.names = FALSE, quote = FALSE)
