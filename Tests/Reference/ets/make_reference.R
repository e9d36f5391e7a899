# Golden values for exponential smoothing, from R's forecast package.
# Run in this folder: Rscript make_reference.R
# Writes recursion.csv, variance.csv, likelihood.csv (and says which versions made them).
suppressMessages(library(forecast))
number <- function(x) sprintf("%.17g", x)
about <- paste0("# R ", getRversion(), ", forecast ", packageVersion("forecast"))

trends <- list(N = c("N", FALSE), A = c("A", FALSE), Ad = c("A", TRUE),
               M = c("M", FALSE), Md = c("M", TRUE))

# A series of 36 quarters: trend, season and noise, all positive.
set.seed(20260101)
m <- 4
n <- 36
y <- round((50 + 0.8 * (1:n)) * rep(c(0.9, 1.2, 1.05, 0.85), length.out = n) *
           exp(rnorm(n, 0, 0.05)), 3)

# 1. The recursion at given parameters, all 30 forms. R keeps seasonal states with the
#    newest first: the one that acts next stands last.
con <- file("recursion.csv", "w")
writeLines(c(about, "form,quantity,index,value"), con)
put <- function(form, quantity, values)
  writeLines(paste(form, quantity, seq_along(values) - 1, number(values), sep = ","), con)
put("data", "y", y)
for (e in c("A", "M")) for (tr in names(trends)) for (s in c("N", "A", "M")) {
  form <- paste0(e, tr, s)
  kind <- trends[[tr]][1]
  damped <- trends[[tr]][2] == "TRUE"
  alpha <- 0.31; beta <- 0.07; gamma <- 0.23; phi <- if (damped) 0.93 else 1
  state <- 49.5
  if (kind == "A") state <- c(state, 0.7)
  if (kind == "M") state <- c(state, 1.015)
  if (s == "A") state <- c(state, c(-6, 3, 9, -6))
  if (s == "M") state <- c(state, c(0.88, 1.04, 1.18, 0.9))
  r <- forecast:::pegelsresid.C(ts(y, frequency = m), if (s == "N") 1 else m, state, e, kind, s,
                                damped, alpha, beta, gamma, phi, 3)
  put(form, "parameters", c(alpha, if (kind == "N") 0 else beta, if (s == "N") 0 else gamma, phi))
  put(form, "initial", state)
  put(form, "innovations", as.numeric(r$e))
  put(form, "levels", r$states[-1, 1])
  put(form, "final", r$states[n + 1, ])
  put(form, "lik", r$lik)
}
close(con)

# 2. Forecast mean and variance of classes 1 to 3. Left out, because this version of the
#    package differs from the book there: A,N,A and M,N,A (class1 puts gamma one state too
#    late when there is no trend) and M,Ad,M (class3 damps the trend one step too late).
con <- file("variance.csv", "w")
writeLines(c(about, "form,quantity,index,value"), con)
h <- 13
sigma2 <- c(A = 7.3, M = 0.0041)
for (form in c("ANN", "AAN", "AAdN", "AAA", "AAdA", "MNN", "MAN", "MAdN", "MAA", "MAdA",
               "MNM", "MAM")) {
  e <- substr(form, 1, 1)
  kind <- substr(form, 2, 2)
  s <- substr(form, nchar(form), nchar(form))
  damped <- nchar(form) == 4
  par <- c(alpha = 0.31, beta = 0.07, gamma = 0.23, phi = 0.93)
  state <- 81.5
  if (kind == "A") state <- c(state, 0.7)
  if (s == "A") state <- c(state, c(-6, 3, 9, -6))
  if (s == "M") state <- c(state, c(0.88, 1.04, 1.18, 0.9))
  f <- if (s == "M") forecast:::class3 else if (e == "A") forecast:::class1 else forecast:::class2
  r <- f(h, state, kind, s, damped, m, sigma2[[e]], par)
  put(form, "state", state)
  put(form, "mean", as.numeric(r$mu))
  put(form, "variance", as.numeric(r$var))
}
close(con)

# 3. Log-likelihoods after fitting, forms that forecast::ets allows, on synthetic series.
#    ets leaves out the constant -n/2 (log(2 pi / n) + 1); it is put back here.
con <- file("likelihood.csv", "w")
writeLines(c(about, "form,quantity,index,value"), con)
set.seed(7)
walk <- 100 + cumsum(rnorm(40, 0.4, 2))
quarterly <- (80 + cumsum(rnorm(60, 0.3, 1.5))) * rep(c(0.8, 1.1, 1.25, 0.85), 15) *
  exp(rnorm(60, 0, 0.03))
monthly <- 200 + 0.5 * (1:84) + 25 * sin(2 * pi * (1:84) / 12) + cumsum(rnorm(84, 0, 2)) +
  rnorm(84, 0, 6)
series <- list(list("walk", 1, walk), list("quarterly", 4, quarterly),
               list("monthly", 12, monthly))
for (entry in series) {
  y <- ts(round(entry[[3]], 4), frequency = entry[[2]])
  put(entry[[1]], "period", entry[[2]])
  put(entry[[1]], "y", as.numeric(y))
  for (s in if (entry[[2]] > 1) c("N", "A", "M") else "N")
    for (tr in c("N", "A", "Ad")) for (e in c("A", "M")) {
      if (e == "A" && s == "M") next
      fit <- ets(y, model = paste0(e, substr(tr, 1, 1), s), damped = tr == "Ad")
      k <- length(y)
      put(entry[[1]], paste0(e, tr, s), fit$loglik + k / 2 * (log(k / (2 * pi)) - 1))
    }
}
close(con)
