# One-step errors of R's forecast::tbats recursion at given parameters and seed states.
# Writes values.csv (case, t, value, error, log-likelihood on the first row of a case) and
# parameters.csv (case, name, value). The likelihood of forecast is n log(sum of squares).
# Run: Rscript tbats.R
suppressMessages(library(forecast))

series <- function(n, periods, slope) {
  t <- seq_len(n) - 1
  y <- 100 + slope * t + 6 * (((t * 7919) %% 101) / 101 - 0.5)
  for (m in periods) y <- y + 15 * sin(2 * pi * t / m) + 5 * cos(4 * pi * t / m)
  y
}

cases <- list(
  level = list(n = 60, periods = NULL, k = NULL, alpha = 0.3),
  trend = list(n = 60, periods = NULL, k = NULL, alpha = 0.2, beta = 0.05, phi = 0.9),
  month = list(n = 100, periods = 12, k = 3, alpha = 0.15, beta = 0.02, phi = 0.95,
    g1 = 0.01, g2 = -0.02),
  two = list(n = 300, periods = c(24, 60.5), k = c(4, 2), alpha = 0.1,
    g1 = c(0.002, 0.01), g2 = c(0.005, -0.003)),
  errors = list(n = 120, periods = 7, k = 2, alpha = 0.1, beta = 0.01, phi = 0.97,
    g1 = 0.004, g2 = 0.003, ar = c(0.4, -0.2), ma = 0.3)
)

values <- NULL
parameters <- NULL
for (name in names(cases)) {
  s <- cases[[name]]
  y <- series(s$n, if (is.null(s$periods)) 1e9 else s$periods, 0.1)
  p <- length(s$ar)
  q <- length(s$ma)
  ar <- if (p) matrix(s$ar, 1) else NULL
  ma <- if (q) matrix(s$ma, 1) else NULL
  k <- if (is.null(s$k)) NULL else as.integer(s$k)
  tau <- as.integer(2 * sum(k))
  w <- .Call("makeTBATSWMatrix", smallPhi_s = s$phi, kVector_s = k, arCoefs_s = ar,
    maCoefs_s = ma, tau_s = tau, PACKAGE = "forecast")
  bold <- NULL
  if (tau) {
    bold <- matrix(0, 1, tau)
    .Call("updateTBATSGammaBold", gammaBold_s = bold, kVector_s = k, gammaOne_s = s$g1,
      gammaTwo_s = s$g2, PACKAGE = "forecast")
  }
  adj <- as.integer(!is.null(s$beta))
  g <- matrix(0, tau + 1 + adj + p + q, 1)
  if (p) g[1 + adj + tau + 1, 1] <- 1
  if (q) g[1 + adj + tau + p + 1, 1] <- 1
  .Call("updateTBATSGMatrix", g_s = g, gammaBold_s = bold, alpha_s = s$alpha,
    beta_s = s$beta, PACKAGE = "forecast")
  F <- forecast:::makeTBATSFMatrix(alpha = s$alpha, beta = s$beta, small.phi = s$phi,
    seasonal.periods = s$periods, k.vector = k, gamma.bold.matrix = bold, ar.coefs = ar,
    ma.coefs = ma)
  seed <- c(95, if (adj) 0.3, if (tau) seq(-4, 6, length.out = tau), rep(0, p + q))
  fit <- forecast:::calcModel(y, matrix(seed), F, g, w)
  e <- as.numeric(fit$e)
  values <- rbind(values, data.frame(case = name, t = seq_along(y) - 1,
    value = sprintf("%.17g", y), error = sprintf("%.17g", e),
    likelihood = c(sprintf("%.17g", length(y) * log(sum(e^2))), rep("NA", length(y) - 1))))
  add <- function(key, v) if (length(v))
    parameters <<- rbind(parameters, data.frame(case = name, name = key,
      value = sprintf("%.17g", v)))
  add("period", s$periods); add("harmonics", s$k); add("alpha", s$alpha); add("beta", s$beta)
  add("phi", s$phi); add("gamma1", s$g1); add("gamma2", s$g2); add("ar", s$ar); add("ma", s$ma)
  add("seed", seed)
}
write.csv(values, "values.csv", row.names = FALSE, quote = FALSE)
write.csv(parameters, "parameters.csv", row.names = FALSE, quote = FALSE)
