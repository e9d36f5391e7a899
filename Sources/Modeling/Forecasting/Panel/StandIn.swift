/// What forecasts a series when none of the models asked for can: the first of
/// theta, seasonal naive, naive and mean that works.
struct StandIn: Sendable {
  var name = "none"
  var forecast: Forecast
  var fit: (any FittedForecaster)?
  var fallbacks: [Fallback] = []
  var outcome: MemberOutcome

  init(_ judged: JudgedSeries) {
    let training = judged.series.training(at: judged.series.values.count)
    let horizon = judged.horizon
    let nothing = [Double](repeating: .nan, count: horizon)
    forecast = Forecast(.normal(mean: nothing, standardDeviation: nothing))
    let trial = judged.trial
    var failed = zip(trial.names, trial.failures).map {
      (name: $0, reason: $1 ?? "its forecast was not finite")
    }
    outcome = MemberOutcome(
      name: name, modelName: name, status: .failed("nothing was observed"), weight: 0,
      backtestMASE: .nan)
    for candidate in EnsembleMembers.chain where !trial.names.contains(candidate) {
      guard let model = ForecasterRegistry.named(candidate) else { continue }
      do throws(FitError) {
        let fitted = try model.fit(training)
        let found = fitted.forecast(horizon: horizon)
        guard found.mean.allSatisfy(\.isFinite) else {
          throw FitError.unsuitable("its forecast was not finite")
        }
        forecast = Forecast.median(of: [found])
        fit = fitted
        name = fitted.modelName
        outcome = MemberOutcome(
          name: candidate, modelName: name, status: .used, weight: 1, backtestMASE: .nan)
        break
      } catch {
        failed.append((candidate, error.inWords))
      }
    }
    let targets = failed.map(\.name).dropFirst() + [name]
    fallbacks = zip(failed, targets).map {
      Fallback(from: $0.name, to: $1, reason: $0.reason)
    }
  }
}
