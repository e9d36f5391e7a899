# Coefficients, errors, deviances, likelihoods and diagnostics of R's glm, MASS::glm.nb and
# statmod::tweedie on data.csv. R 4.2.2, MASS 7.3-58.2, statmod 1.5.0.
# Rscript make_reference.R > reference.csv
suppressMessages({library(MASS); library(statmod)})
d <- read.csv("data.csv")
X <- ~ x1 + x2 + g2 + g3 + g4
out <- function(case, what, values) {
  values <- as.numeric(values)
  for (i in seq_along(values)) cat(sprintf("%s,%s,%d,%.17g\n", case, what, i - 1, values[i]))
}
tight <- glm.control(epsilon = 1e-15, maxit = 400)
cat("case,quantity,index,value\n")
report <- function(case, f, extra = TRUE, dispersion = NULL) {
  s <- summary(f, dispersion = dispersion)
  out(case, "coefficient", coef(f))
  out(case, "error", s$coefficients[, 2])
  out(case, "p", s$coefficients[, 4])
  out(case, "deviance", f$deviance)
  out(case, "null", f$null.deviance)
  out(case, "dispersion", s$dispersion)
  if (is.finite(f$aic)) { out(case, "loglik", logLik(f)); out(case, "aic", AIC(f)); out(case, "bic", BIC(f)) }
  if (extra) {
    out(case, "hat", hatvalues(f)[1:5])
    out(case, "deviance_residual", residuals(f, "deviance")[1:5])
    out(case, "pearson_residual", residuals(f, "pearson")[1:5])
    out(case, "working_residual", residuals(f, "working")[1:5])
    out(case, "standardized", rstandard(f)[1:5])
    p <- predict(f, se.fit = TRUE)
    out(case, "predictor", p$fit[1:5]); out(case, "predictor_error", p$se.fit[1:5])
  }
}
fit <- function(y, family, ...) {
  args <- list(formula = update(X, paste(y, "~ .")), family = family, data = d, control = tight, ...)
  f <- suppressWarnings(do.call(glm, args))
  null <- f$null.deviance
  # glm stops when the deviance stands, which is half the digits of the coefficients.
  for (i in 1:60) {
    args$start <- coef(f); args$control <- glm.control(maxit = 1, epsilon = 1e-15)
    f <- suppressWarnings(do.call(glm, args))
  }
  # With an offset it is iterated too, and would be cut short above.
  f$null.deviance <- null
  f
}
# A start inside the range, where glm's own is not.
mild <- function(b) c(b, 0, 0, 0, 0, 0)
report("gaussian:identity", fit("gauss", gaussian()))
report("gaussian:log", fit("gauss", gaussian("log"), start = mild(1)))
report("gaussian:inverse", fit("gauss", gaussian("inverse"), start = mild(.4)))
report("gaussian:identity:weights", fit("gauss", gaussian(), weights = d$weight))
report("poisson:log", fit("count", poisson()))
report("poisson:log:exposure", fit("count", poisson(), offset = log(d$exposure)))
report("poisson:log:weights", fit("count", poisson(), weights = d$weight))
# With zeros the identity link has its maximum at the edge of the possible means.
d$more <- d$count + 3
report("poisson:identity", fit("more", poisson("identity"), start = mild(6)))
report("poisson:sqrt", fit("count", poisson("sqrt")))
report("quasipoisson:log:exposure", fit("count", quasipoisson(), offset = log(d$exposure)))
for (l in c("logit", "probit", "cloglog", "cauchit"))
  report(paste0("binomial:", l), fit("cbind(success, trials - success)", binomial(l)))
report("binary:logit", fit("binary", binomial()))
f <- fit("binary", binomial(), weights = d$weight)
f$aic <- NA # R rounds weights to whole trials there
report("binary:logit:weights", f)
out("binary:logit:weights", "loglik", sum(d$weight * dbinom(d$binary, 1, fitted(f), log = TRUE)))
report("quasibinomial:logit", fit("cbind(success, trials - success)", quasibinomial()))
report("gamma:log", fit("amount", Gamma("log")))
report("gamma:inverse", fit("amount", Gamma("inverse"), start = mild(.6)))
report("gamma:identity", fit("amount", Gamma("identity"), start = mild(1.5)))
report("gamma:log:weights", fit("amount", Gamma("log"), weights = d$weight))
report("inverse-gaussian:log", fit("skewed", inverse.gaussian("log")))
report("inverse-gaussian:inverse-square", fit("skewed", inverse.gaussian(), start = mild(.5)))
report("negative-binomial:fixed", fit("nb", negative.binomial(theta = 2, link = "log")), FALSE, 1)
f <- glm.nb(update(X, nb ~ .), data = d, control = glm.control(epsilon = 1e-15, maxit = 200))
for (i in 1:20) {
  th <- theta.ml(d$nb, fitted(f), limit = 100, eps = 1e-14)
  g <- glm(update(X, nb ~ .), data = d, family = negative.binomial(theta = as.numeric(th)),
           control = tight, start = coef(f))
  f$fitted.values <- fitted(g); f$coefficients <- coef(g)
}
s <- summary(g, dispersion = 1)
out("negative-binomial:estimated", "coefficient", coef(g))
out("negative-binomial:estimated", "error", s$coefficients[, 2])
out("negative-binomial:estimated", "deviance", g$deviance)
out("negative-binomial:estimated", "theta", th)
out("negative-binomial:estimated", "theta_error", attr(th, "SE"))
ll <- sum(dnbinom(d$nb, size = as.numeric(th), mu = fitted(g), log = TRUE))
out("negative-binomial:estimated", "loglik", ll)
out("negative-binomial:estimated", "aic", -2 * ll + 2 * 7)
report("tweedie:1.5", fit("claim", tweedie(var.power = 1.5, link.power = 0)))
report("tweedie:1.2:power", fit("claim", tweedie(var.power = 1.2, link.power = .5), start = mild(1)))
