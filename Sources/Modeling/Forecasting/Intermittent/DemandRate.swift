// The expected demand a step of series with many zeros. With z the smoothed size
// of demand where there is any, q the smoothed interval between demands and p the
// smoothed share of steps with demand,
//
//   Croston (1972)                     z / q        updated where there is demand
//   Syntetos & Boylan (2005)           (1 − α/2) z / q, α that of the intervals
//   Teunter, Syntetos & Babai (2011)   p z          p updated at every step
//   ADIDA (Nikolopoulos et al. 2011)   sums over blocks of k steps, smoothed, over k;
//                                      k the average interval
//   IMAPA (Petropoulos & Kourentzes    the mean of that over k = 1, 2, … up to the
//   2015)                              average interval
//
// Smoothing starts from its first value. Blocks end at the last observation, so
// that every step has its newest block; a smoothed sum is kept for each of the k
// positions a block can end at.

/// How the expected demand a step is followed.
public enum DemandRateMethod: String, Sendable, Codable, CaseIterable {
  case croston, sba, tsb, adida, imapa
}

/// The weights of new observations, each in 0 ... 1.
public struct DemandRateParameters: Hashable, Sendable, Codable {
  /// α of the sizes; croston, sba and tsb use it.
  public var size: Double
  /// α of the intervals (croston, sba) or of the share of steps with demand (tsb).
  public var timing: Double
  /// Steps a block; adida has one length, imapa several.
  public var blocks: [Int]
  /// α of the sums over blocks, one a length.
  public var blockSmoothing: [Double]

  public init(
    size: Double = 0.1, timing: Double = 0.1, blocks: [Int] = [], blockSmoothing: [Double] = []
  ) {
    precondition(blocks.count == blockSmoothing.count, "one weight a length of blocks")
    self.size = size
    self.timing = timing
    self.blocks = blocks
    self.blockSmoothing = blockSmoothing
  }
}

/// The rate on its way through a series. A missing value leaves it as it is: the
/// clock stands still.
struct DemandRate {
  let method: DemandRateMethod
  let parameters: DemandRateParameters
  /// Expected demand of the next step; 0 before the first demand, except where
  /// blocks already have an average.
  private(set) var rate = 0.0
  private var size = Double.nan
  private var timing = Double.nan
  private var sinceDemand = 0.0
  private var lengths: [BlockRate]

  init(_ method: DemandRateMethod, _ parameters: DemandRateParameters) {
    self.method = method
    self.parameters = parameters
    lengths = zip(parameters.blocks, parameters.blockSmoothing).map {
      BlockRate(length: $0, alpha: $1)
    }
  }

  mutating func advance(_ y: Double) {
    guard !y.isNaN else { return }
    switch method {
    case .croston, .sba:
      sinceDemand += 1
      guard y != 0 else { return }
      size = smoothed(size, y, parameters.size)
      timing = smoothed(timing, sinceDemand, parameters.timing)
      sinceDemand = 0
      rate = size / timing * (method == .sba ? 1 - parameters.timing / 2 : 1)
    case .tsb:
      timing = smoothed(timing, y != 0 ? 1 : 0, parameters.timing)
      if y != 0 { size = smoothed(size, y, parameters.size) }
      rate = size.isNaN ? 0 : size * timing
    case .adida, .imapa:
      var sum = 0.0
      for k in lengths.indices { sum += lengths[k].advance(y) }
      rate = sum / Double(max(1, lengths.count))
    }
  }

  private func smoothed(_ state: Double, _ value: Double, _ alpha: Double) -> Double {
    state.isNaN ? value : alpha * value + (1 - alpha) * state
  }
}

/// Smoothed demand a step from blocks of one length.
private struct BlockRate {
  let length: Int
  let alpha: Double
  /// The last `length` observations, in a ring.
  private var recent: [Double]
  /// One smoothed sum for each position a block can end at.
  private var sums: [Double]
  private var count = 0
  private var running = 0.0

  init(length: Int, alpha: Double) {
    self.length = length
    self.alpha = alpha
    recent = [Double](repeating: 0, count: length)
    sums = [Double](repeating: .nan, count: length)
  }

  /// Takes an observation in and returns the demand expected of the next step:
  /// the mean so far while no block is full.
  mutating func advance(_ y: Double) -> Double {
    let slot = count % length
    running += y - recent[slot]
    recent[slot] = y
    count += 1
    guard count >= length else { return running / Double(count) }
    if slot == 0 {
      // Afresh once a turn, or differences of large values leave their rounding.
      running = recent.reduce(0, +)
    }
    sums[slot] = sums[slot].isNaN ? running : alpha * running + (1 - alpha) * sums[slot]
    return sums[slot] / Double(length)
  }
}
