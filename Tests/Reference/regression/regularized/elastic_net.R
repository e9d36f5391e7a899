# Elastic-net paths by glmnet, converged as far as it goes.
# Run: Rscript elastic_net.R   (R 4.2.2, glmnet 4.1-6)
# Writes tall.csv, wide.csv (the data) and elastic_net.csv:
#   case, lambda, column, value    column is a name of the data, "(Intercept)",
#                                  "deviance ratio" or "null deviance"
library(glmnet)
set.seed(20)
n <- 90; p <- 9
z <- matrix(rnorm(n * p), n, p)
x <- z %*% chol(0.6^abs(outer(1:p, 1:p, "-")))
x[, 3] <- 1000 + 20 * x[, 3]            # a mean far from zero
x[, 9] <- as.numeric(x[, 9] > 0.4)      # an indicator
colnames(x) <- paste0("x", 1:p)
eta <- 0.8 * x[, 1] - 0.5 * x[, 2] + 0.02 * (x[, 3] - 1000) + 0.7 * x[, 9] - 0.3
y <- eta + rnorm(n)
y <- (y - mean(y)) / sqrt(mean((y - mean(y))^2)) + 5   # unit deviation: see ElasticNet
yes <- rbinom(n, 1, plogis(eta))
count <- rpois(n, exp(0.5 + 0.6 * eta))
w <- round(runif(n, 0.2, 3), 2)
o <- round(rnorm(n, 0, 0.4), 3)
x <- round(x, 6); y <- round(y, 12)
write.csv(data.frame(x, y, yes, count, w, o), "tall.csv", row.names = FALSE)

m <- 30; q <- 50
X <- round(matrix(rnorm(m * q), m, q) + 0.8 * rnorm(m), 4)
colnames(X) <- paste0("x", 1:q)
Y <- X[, 1] - 2 * X[, 7] + X[, 20] + rnorm(m)
Y <- round((Y - mean(Y)) / sqrt(mean((Y - mean(Y))^2)), 12)
B <- as.numeric(Y + rnorm(m, 0, 0.3) > 0)
write.csv(data.frame(X, y = Y, yes = B), "wide.csv", row.names = FALSE)

out <- NULL
keep <- function(case, fit) {
  for (k in seq_along(fit$lambda)) {
    b <- c(as.numeric(fit$a0[k]), as.numeric(fit$beta[, k]), fit$dev.ratio[k], fit$nulldev)
    name <- c("(Intercept)", rownames(fit$beta), "deviance ratio", "null deviance")
    out <<- rbind(out, data.frame(case = case, lambda = fit$lambda[k], column = name, value = b))
  }
}
run <- function(case, x, y, ..., lambda)
  keep(case, glmnet(x, y, ..., lambda = lambda, thresh = 1e-20, maxit = 1e8))
lambdas <- c(0.5, 0.2, 0.08, 0.03, 0.01, 0.002)
glmnet.control(fdev = 0, devmax = 1, epsnr = 1e-15, mxitnr = 500)
run("lasso", x, y, lambda = lambdas)
run("lasso weighted", x, y, weights = w, offset = o, lambda = lambdas)
run("half", x, y, alpha = 0.5, lambda = lambdas)
run("ridge", x, y, alpha = 0, lambda = lambdas)
run("plain scale", x, y, alpha = 0.7, standardize = FALSE, lambda = lambdas)
run("factors", x, y, alpha = 0.9, penalty.factor = c(0, 1, 2, 1, 1, 0.5, 1, 3, 1), lambda = lambdas)
run("bounds", x, y, lower.limits = 0, upper.limits = c(0.3, rep(Inf, p - 1)), lambda = lambdas)
run("no intercept", x, y, intercept = FALSE, lambda = lambdas)
run("binomial", x, yes, family = "binomial", lambda = lambdas)
run("binomial half weighted", x, yes, family = "binomial", alpha = 0.5, weights = w, offset = o,
    lambda = lambdas)
run("binomial no intercept", x, yes, family = "binomial", intercept = FALSE, lambda = lambdas)
run("poisson", x, count, family = "poisson", lambda = lambdas)
run("poisson half weighted", x, count, family = "poisson", alpha = 0.5, weights = w, offset = o,
    lambda = lambdas)
run("wide lasso", X, Y, lambda = lambdas[1:5])
run("wide half", X, Y, alpha = 0.5, lambda = lambdas[1:5])
run("wide binomial", X, B, family = "binomial", alpha = 0.8, lambda = lambdas[1:5])
# The sequence glmnet chooses.
glmnet.control(factory = TRUE)
keep("own sequence", glmnet(x, y, nlambda = 20, thresh = 1e-20, maxit = 1e8))
out$value <- sprintf("%.17g", out$value)
out$lambda <- sprintf("%.17g", out$lambda)
write.csv(out, "elastic_net.csv", row.names = FALSE, quote = FALSE)
