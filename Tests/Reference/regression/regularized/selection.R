# Cross-validation of elastic nets by cv.glmnet on given folds (row i is in fold i mod 5).
# Run after elastic_net.R: Rscript selection.R   (R 4.2.2, glmnet 4.1-6)
# Writes selection.csv: case, lambda, score, error, min, one_se
library(glmnet)
glmnet.control(fdev = 0, devmax = 1, epsnr = 1e-15, mxitnr = 500)
d <- read.csv("tall.csv")
x <- as.matrix(d[, 1:9])
out <- NULL
run <- function(case, y, family) {
  cv <- cv.glmnet(x, y, weights = d$w, family = family, lambda = 0.5 * 0.6^(0:11),
    foldid = (seq_len(nrow(d)) - 1) %% 5 + 1, thresh = 1e-20, maxit = 1e8)
  out <<- rbind(out, data.frame(case = case, lambda = sprintf("%.17g", cv$lambda),
    score = sprintf("%.17g", cv$cvm), error = sprintf("%.17g", cv$cvsd),
    min = sprintf("%.17g", cv$lambda.min), one_se = sprintf("%.17g", cv$lambda.1se)))
}
run("gaussian", d$y, "gaussian")
run("binomial", d$yes, "binomial")
run("poisson", d$count, "poisson")
write.csv(out, "selection.csv", row.names = FALSE, quote = FALSE)
