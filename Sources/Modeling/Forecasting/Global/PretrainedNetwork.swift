internal import Foundation

/// Networks trained beforehand on many series of one frequency, asked for the
/// next values of a series they have not seen: knowledge that a short series, or a
/// panel of few, cannot give (a global model; Oreshkin et al., "Meta-learning
/// framework with applications to zero-shot time-series forecasting", AAAI 2021).
///
/// The answer is the mean of several fits from different seeds on `GlobalWindow`s,
/// turned back to the data's scale. It costs a few matrix-vector products.
public struct PretrainedNetwork: Codable, Sendable, Equatable {
  /// What it was trained on and how good it was, for people.
  public struct Card: Codable, Sendable, Equatable {
    public var trainedOn: String
    public var measured: String
    public var notFor: String
    public var citation: String

    public init(trainedOn: String, measured: String, notFor: String, citation: String) {
      self.trainedOn = trainedOn
      self.measured = measured
      self.notFor = notFor
      self.citation = citation
    }
  }

  /// "yearly", "quarterly", …
  public let frequency: String
  public var card: Card
  let window: GlobalWindow
  let hidden: [Int]
  /// What is taken off each input, and what it is then divided by.
  let inputCentres: [Double]
  let inputScales: [Double]
  /// Log units of one unit of the networks' answer, and the farthest from the
  /// level that any answer may lie, in log units.
  let outputScale: Double
  let reach: Double
  /// Parameters of each network, block by block.
  let networks: [[QuantizedBlock]]

  /// Season length it was trained for, 1 for none, and how many steps it answers.
  public var period: Int { window.period }
  public var horizon: Int { window.horizon }

  /// Scaled inputs are cut off here: farther out nothing was learnt.
  static let farthest = 8.0

  /// The networks, ready to be asked.
  struct Ready: Sendable {
    let model: PretrainedNetwork
    let networks: [WindowNetwork]

    /// Nil when the parameters do not fit the sizes.
    init?(_ model: PretrainedNetwork) {
      guard model.inputCentres.count == model.window.inputCount,
        model.inputScales.count == model.window.inputCount, !model.networks.isEmpty
      else { return nil }
      var read: [WindowNetwork] = []
      for blocks in model.networks {
        let values = blocks.compactMap(\.values)
        guard values.count == blocks.count,
          let network = WindowNetwork(
            inputs: model.window.inputCount, hidden: model.hidden, outputs: model.horizon,
            blocks: values)
        else { return nil }
        read.append(network)
      }
      self.model = model
      networks = read
    }

    /// The next `horizon` values after `values`, which have no gaps.
    ///
    /// Nil when the series is shorter than `GlobalWindow.shortest`, when it is not
    /// clearly positive (`LagWindows.form(of:)`), or when the horizon is longer than
    /// the trained one.
    func forecast(_ values: [Double], horizon: Int) -> [Double]? {
      let window = model.window
      guard horizon <= model.horizon, values.count >= window.shortest,
        LagWindows.form(of: values) == .logarithm
      else { return nil }
      let view = window.view(values.map { log($0) }, end: values.count)
      let inputs = model.scaled(view.inputs)
      var sums = [Double](repeating: 0, count: model.horizon)
      for network in networks {
        for (k, value) in network.answer(inputs).enumerated() { sums[k] += value }
      }
      let unit = model.outputScale / Double(networks.count)
      let means = (0..<horizon).map { step -> Double in
        let away = max(-model.reach, min(model.reach, sums[step] * unit))
        return exp(view.level + view.season[step] + away)
      }
      return means.allSatisfy(\.isFinite) ? means : nil
    }
  }

  func scaled(_ inputs: [Double]) -> [Double] {
    inputs.indices.map { k in
      let value = (inputs[k] - inputCentres[k]) / inputScales[k]
      return max(-PretrainedNetwork.farthest, min(PretrainedNetwork.farthest, value))
    }
  }
}
