/// Why a scenario cannot be formed.
public enum ScenarioError: Error, Equatable, Sendable {
  /// No column of that name.
  case unknownColumn(String, known: [String])
  /// A column of the scenario is shorter than the horizon.
  case tooShort(String, needed: Int, got: Int)
}

extension PanelRegressors {
  /// The same past with another future: a scenario ("10 °C colder", "open on
  /// Sunday"). The forecast under it is `forecast(panel:options:calendar:regressors:)`
  /// with the result.
  ///
  /// - Parameters:
  ///   - futures: by name of column, the values of `horizon` steps.
  ///   - step: the first of those steps on the panel's axis.
  ///   - horizon: how many steps.
  ///   - id: the series whose own column is meant; nil for shared columns and for
  ///     the columns of that name of every series.
  public func scenario(
    _ futures: [String: [Double]], from step: Int, horizon: Int, of id: String? = nil
  ) throws(ScenarioError) -> PanelRegressors {
    var result = self
    for name in futures.keys.sorted() {
      let values = futures[name] ?? []
      guard values.count >= horizon else {
        throw .tooShort(name, needed: horizon, got: values.count)
      }
      var found = false
      func replace(_ columns: inout [Regressor]) {
        for k in columns.indices where columns[k].name == name {
          found = true
          var all = columns[k].values
          while all.count < step + horizon { all.append(.nan) }
          for k in 0..<horizon { all[step + k] = values[k] }
          columns[k].values = all
        }
      }
      if id == nil { replace(&result.shared) }
      for key in result.own.keys.sorted() where id == nil || id == key {
        replace(&result.own[key, default: []])
      }
      guard found else {
        let known = shared.map(\.name) + own.keys.sorted().flatMap { own[$0]!.map(\.name) }
        throw .unknownColumn(name, known: Array(Set(known)).sorted())
      }
    }
    return result
  }
}
