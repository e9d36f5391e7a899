/// The models of a whole panel that a resumed series goes on with: those learnt from
/// it, coefficients kept, and the network that is shipped for its seasons.
struct SharedModels: Sendable {
  /// The next values (`horizon` of them) after those given; nil where they are too
  /// few.
  typealias Model = @Sendable (_ values: [Double], _ horizon: Int) -> [Double]?

  private let ridges: [SavedPooledModel]
  private let network: PretrainedNetwork.Ready?
  /// Reads what the members of a series say.
  let stacked: StackedRidge?

  init(_ ridges: [SavedPooledModel], stacked: StackedRidge?, options: ForecastOptions) {
    self.ridges = ridges
    self.stacked = stacked
    network = TrainedNetworks.network(
      seasons: PreparedSeries.usable(options.seasonalPeriods, length: .max))
  }

  /// The model a member is, for series of a form; nil for a member of its own.
  func model(_ name: String, form: LagWindows.Form) -> Model? {
    if let ridge = ridges.first(where: { $0.name == name && $0.form == form }) {
      return { values, _ in ridge.model.forecast(values) }
    }
    guard let network, name == "network-\(network.model.frequency)" else { return nil }
    return { values, horizon in network.forecast(values, horizon: horizon) }
  }
}
