"""Waits in the M/M/c queue with priorities: the transform of the delay busy period, inverted by
mpmath (Talbot, 30 digits), times Erlang C summed from its definition.
Writes priority.csv: python3 priority.py > priority.csv"""
from mpmath import mp, mpf, sqrt, invertlaplace, factorial

mp.dps = 30
print("servers,rates,mean_service,class,t,probability")
for servers, rates, mean in [(4, (0.6, 0.9, 1.0), 1), (9, (1, 2, 3, 0.5), mpf("1.2")), (1, (0.3, 0.5), 1)]:
    rates = [mpf(str(r)) for r in rates]
    load = sum(rates) * mean
    top = load**servers / factorial(servers) * servers / (servers - load)
    delayed = top / (sum(load**n / factorial(n) for n in range(servers)) + top)
    capacity = servers / mpf(mean)
    for k in range(len(rates)):
        urgent = sum(rates[:k])
        eta = capacity - urgent - rates[k]
        def tail(s):
            if urgent == 0:
                phi = eta / (eta + s)
            else:
                total = urgent + capacity + s
                edge = 2 * sqrt(urgent * capacity)
                busy = (total - sqrt(total - edge) * sqrt(total + edge)) / (2 * urgent)
                phi = eta / (eta + s + urgent - urgent * busy)
            return (1 - phi) / s
        for t in ("0.1", "0.5", "1", "3", "8"):
            value = delayed * invertlaplace(tail, mpf(t), method="talbot")
            print(servers, ";".join(mp.nstr(r, 6) for r in rates), mp.nstr(mpf(mean), 6), k, t, mp.nstr(value, 14), sep=",")
