# Rows that all generalized linear model references are fitted on.
# R 4.2.2: Rscript make_data.R > data.csv
set.seed(20240501)
n <- 80
x1 <- round(rnorm(n), 6)
x2 <- round(runif(n, 0, 2), 6)
g <- rep(1:4, length.out = n)
g2 <- as.numeric(g == 2); g3 <- as.numeric(g == 3); g4 <- as.numeric(g == 4)
exposure <- round(runif(n, .5, 4), 4)
weight <- round(runif(n, .2, 3), 3)
eta <- .6 + .5 * x1 - .3 * x2 + .4 * g2 - .2 * g3 + .1 * g4
count <- rpois(n, exposure * exp(eta))
nb <- rnbinom(n, size = 1.7, mu = 3 * exp(eta))
trials <- rep(c(1, 3, 8, 20, 5), length.out = n)
p <- plogis(eta - .8)
success <- rbinom(n, trials, p)
binary <- rbinom(n, 1, p)
amount <- round(rgamma(n, shape = 3, scale = exp(eta) / 3), 6)
skewed <- round(statmod::rinvgauss(n, mean = exp(.5 * eta), dispersion = .3), 6)
jumps <- rpois(n, 1.1 * exp(.5 * eta))
claim <- round(ifelse(jumps == 0, 0, rgamma(n, shape = pmax(jumps, 1) * 1.4, scale = .8)), 6)
gauss <- round(2 + eta + rnorm(n, sd = .4), 6)
class <- sapply(1:n, function(i) sample(0:2, 1, prob = c(1, exp(eta[i] - .4), exp(-.5 * eta[i] + x2[i] - .8))))
d <- data.frame(x1, x2, g2, g3, g4, exposure, weight, count, nb, trials, success, binary, amount,
                skewed, claim, gauss, class)
write.csv(d, stdout(), row.names = FALSE, quote = FALSE)
