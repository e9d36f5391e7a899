# Golden values of additive models from mgcv (1.8-41, R 4.2.2), as tightly converged as it allows.
# Run in this folder: Rscript make_reference.R
suppressMessages({library(mgcv); library(jsonlite)})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
tight <- gam.control(epsilon = 1e-13, maxit = 500, mgcv.tol = 1e-14,
  newton = list(conv.tol = 1e-12, maxNstep = 5, maxSstep = 2, maxHalf = 40, use.svd = FALSE))
cases <- list()
keep <- function(name, fit, data, new) {
  s <- summary(fit)
  p <- predict(fit, new, se.fit = TRUE, type = "link")
  cases[[name]] <<- list(
    data = as.list(data), new = as.list(new), coefficients = unname(coef(fit)[seq_len(fit$nsdf)]),
    errors = unname(sqrt(diag(fit$Vp))[seq_len(fit$nsdf)]),
    p = unname(s$p.table[, 4]), fitted = as.numeric(fitted(fit)),
    edf = unname(s$edf), sp = unname(fit$sp), score = as.numeric(fit$gcv.ubre), scale = fit$sig2,
    deviance = deviance(fit), null_deviance = fit$null.deviance,
    smooth_p = unname(s$s.pv), reference_df = unname(s$s.table[, 2]),
    smooth_statistic = unname(s$s.table[, 3]),
    new_link = as.numeric(p$fit), new_error = as.numeric(p$se.fit),
    gradient = if (is.numeric(fit$outer.info$grad)) max(abs(fit$outer.info$grad)) else NULL, concurvity = unname(concurvity(fit)[2, -1]),
    theta = if (startsWith(name, "negbin") && name != "negbin_fixed") fit$family$getTheta(TRUE) else NULL)
  cat(name, "largest gradient", format(cases[[name]]$gradient), "edf", round(s$edf, 3), "\n")
}

# A curve flat, then sharp, then damped, its noise growing: one spline.
set.seed(1)
n <- 150
d <- data.frame(t = sort(round(runif(n, 2, 58), 1)))
d$y <- with(d, ifelse(t < 14, 0, -120 * exp(-(t - 14) / 12) * sin((t - 14) / 5)) + rnorm(n, 0, 3 + t / 4))
keep("motorcycle", gam(y ~ s(t, bs = "cr", k = 20), data = d, method = "REML", control = tight),
  d, data.frame(t = c(-5, 2, 14.05, 30, 58, 70)))
keep("motorcycle_gcv", gam(y ~ s(t, bs = "cr", k = 20), data = d, method = "GCV.Cp", control = tight),
  d, data.frame(t = c(-5, 2, 14.05, 30, 58, 70)))
keep("motorcycle_ps", gam(y ~ s(t, bs = "ps", k = 15), data = d, method = "REML", control = tight),
  d, data.frame(t = c(-5, 2.2, 14.05, 30, 58, 70)))

# Weights, an offset, a covariate and two smooths, one of them around the clock.
set.seed(2)
n <- 240
d <- data.frame(x = round(rnorm(n), 2), hour = sample(0:23, n, TRUE), z = round(runif(n), 2),
  w = sample(1:5, n, TRUE), o = round(runif(n, -1, 1), 2))
d$y <- with(d, 3 + 0.5 * z + o + sin(2 * pi * hour / 24) + 0.4 * cos(4 * pi * hour / 24) + exp(-x^2) +
  rnorm(n) * 0.4 / sqrt(w))
keep("weighted", gam(y ~ z + s(x, bs = "cr", k = 10) + s(hour, bs = "cc", k = 12) + offset(o), data = d,
  weights = w, knots = list(hour = c(0, 24)), method = "REML", control = tight),
  d, data.frame(x = c(-4, 0, 5), hour = c(23.5, 12.25, 24), z = c(0, 0.5, 1), o = c(0, 1, 0)))

# A smooth for each district, and one that a number multiplies.
set.seed(3)
n <- 210
d <- data.frame(f = factor(rep(c("east", "north", "west"), length = n)), x = round(runif(n, 0, 10), 2),
  u = round(runif(n, -1, 2), 2))
d$y <- with(d, as.integer(f) + ifelse(f == "east", sin(x), ifelse(f == "north", x / 5, 0.05 * (x - 5)^2)) +
  u * cos(x / 3) + rnorm(n) * 0.3)
new <- data.frame(f = factor(c("east", "north", "west")), x = c(1, 5, 11), u = c(0, 1, -1))
keep("by_factor", gam(y ~ f + s(x, by = f, bs = "cr", k = 9), data = d, method = "REML", control = tight),
  d, new)
keep("by_number", gam(y ~ s(x, bs = "cr", k = 9) + s(x, by = u, bs = "cr", k = 7), data = d, method = "REML",
  control = tight), d, new)

# Random effects of teams.
set.seed(4)
n <- 160
d <- data.frame(team = factor(sample(letters[1:12], n, TRUE)), x = round(runif(n), 3))
effect <- rnorm(12, 0, 0.7)
d$y <- with(d, effect[as.integer(team)] + sin(5 * x) + rnorm(n) * 0.5)
keep("random", gam(y ~ s(x, bs = "cr", k = 10) + s(team, bs = "re"), data = d, method = "REML",
  control = tight), d, data.frame(team = factor(c("a", "l")), x = c(0.1, 0.9)))

# A surface.
set.seed(5)
n <- 300
d <- data.frame(x = round(runif(n), 3), z = round(runif(n), 3))
d$y <- with(d, sin(4 * x) * cos(3 * z) + x + rnorm(n) * 0.2)
keep("tensor", gam(y ~ te(x, z, bs = "cr", k = 5, np = FALSE), data = d, method = "REML", control = tight),
  d, data.frame(x = c(0.1, 0.5, 0.95), z = c(0.9, 0.5, 0.2)))

# Calls by hour and month.
set.seed(6)
n <- 500
d <- data.frame(hour = sample(0:23, n, TRUE), month = sample(1:12, n, TRUE),
  area = factor(sample(c("harbour", "hill", "town"), n, TRUE)), e = round(runif(n, 0.5, 3), 2))
d$o <- log(d$e)
mean <- with(d, e * exp(0.8 + 0.7 * sin(2 * pi * (hour - 8) / 24) + 0.3 * cos(2 * pi * month / 12) +
  c(0, 0.3, -0.2)[as.integer(area)]))
d$y <- rpois(n, mean)
new <- data.frame(hour = c(0.5, 12, 23.9), month = c(1, 6.5, 12), area = factor(c("harbour", "hill", "town")),
  o = c(0, 0, 1), e = 1)
calls <- y ~ area + s(hour, bs = "cc", k = 10) + s(month, bs = "cc", k = 7) + offset(o)
ends <- list(hour = c(0, 24), month = c(0, 12))
keep("poisson", gam(calls, data = d, family = poisson, knots = ends, method = "REML", control = tight), d, new)
keep("poisson_ubre", gam(calls, data = d, family = poisson, knots = ends, method = "GCV.Cp", control = tight),
  d, new)
d$y <- rnbinom(n, mu = mean, size = 2.5)
keep("quasipoisson", gam(calls, data = d, family = quasipoisson, knots = ends, method = "REML",
  control = tight), d, new)
keep("negbin_fixed", gam(calls, data = d, family = negbin(2.5), knots = ends, method = "REML",
  control = tight), d, new)
keep("negbin", gam(calls, data = d, family = nb(), knots = ends, method = "REML", control = tight), d, new)

# Yes or no, and shares of trials.
set.seed(7)
n <- 450
d <- data.frame(x = round(runif(n), 3), z = round(rnorm(n), 2), w = sample(1:4, n, TRUE))
chance <- with(d, plogis(-0.5 + 2 * sin(2 * pi * x) + 1.2 * sin(2 * z)))
d$y <- rbinom(n, 1, chance)
new <- data.frame(x = c(0.05, 0.5, 1.1), z = c(-2, 0, 3))
two <- y ~ s(x, bs = "cr", k = 10) + s(z, bs = "cr", k = 8)
keep("binomial", gam(two, data = d, family = binomial, method = "REML", control = tight), d, new)
keep("probit", gam(two, data = d, family = binomial(probit), method = "REML", control = tight), d, new)
d$y <- rbinom(n, d$w, chance) / d$w
keep("binomial_trials", gam(two, data = d, family = binomial, weights = w, method = "REML",
  control = tight), d, new)

# Positive and skewed.
set.seed(8)
n <- 300
d <- data.frame(x = round(runif(n), 3), z = round(runif(n), 3), w = sample(1:3, n, TRUE))
mean <- with(d, exp(1 + sin(6 * x) + 2 * (z - 0.5)^2))
d$y <- rgamma(n, shape = 4, scale = mean / 4)
new <- data.frame(x = c(0.05, 0.5, 1.1), z = c(0.1, 0.9, 0.5))
keep("gamma", gam(two, data = d, family = Gamma(log), method = "REML", control = tight), d, new)
keep("gamma_weighted", gam(two, data = d, family = Gamma(log), weights = w, method = "REML",
  control = tight), d, new)

write_json(cases, "cases.json", digits = NA, auto_unbox = TRUE, null = "null")
