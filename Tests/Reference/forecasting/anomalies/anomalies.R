# Reference findings of other programs on series that come with R:
#   strucchange (Zeileis et al., 2002): the break of the Nile by the dynamic
#     programme of Bai & Perron, number of breaks by BIC;
#   forecast::tsoutliers (Hyndman): outliers of the daily price of gold (160 days of it).
# Writes nile.csv, gold.csv (value, and 1 where the reference finds something).
suppressMessages({library(strucchange); library(forecast)})
nile <- as.numeric(Nile)
breaks <- breakpoints(Nile ~ 1)$breakpoints + 1
write.csv(data.frame(y = nile, found = as.integer(seq_along(nile) %in% breaks)),
          "nile.csv", row.names = FALSE)
g <- as.numeric(gold)[701:860]
outliers <- tsoutliers(ts(g))$index
write.csv(data.frame(y = g, found = as.integer(seq_along(g) %in% outliers)),
          "gold.csv", row.names = FALSE, na = "")
