/// Where in the past a forecast is tried: the model is shown the first `origin`
/// values and asked for the next `horizon` (rolling-origin evaluation, Tashman,
/// 2000).
public struct RollingOrigins: Sendable, Equatable {
  /// Lengths of the training parts, ascending.
  public var origins: [Int]

  /// - Parameters:
  ///   - length: how many values the series has.
  ///   - horizon: steps ahead.
  ///   - shortestTraining: no origin lies before this many values.
  ///   - count: how many origins are wanted.
  ///   - step: values between origins; nil for `horizon`, or fewer where the
  ///     series is too short for that (then a multiple of `season` if one fits,
  ///     so that step k always meets the same time of day).
  ///   - season: the shortest season length, or 1.
  ///
  /// A series too short for one whole horizon after its training part gets up to
  /// `count` origins whose test part ends with the series.
  public init(
    length: Int, horizon: Int, shortestTraining: Int, count: Int, step: Int? = nil, season: Int = 1
  ) {
    let last = length - horizon
    guard count > 0 else {
      origins = []
      return
    }
    if last >= shortestTraining {
      let room = last - shortestTraining
      var stride = step ?? horizon
      if step == nil && count > 1 && room < (count - 1) * stride {
        stride = max(1, room / (count - 1))
        if season > 1 && stride > season { stride -= stride % season }
      }
      let held = min(count, room / stride + 1)
      origins = (0..<held).reversed().map { last - $0 * stride }
    } else {
      let first = max(shortestTraining, 1)
      guard first < length else {
        origins = []
        return
      }
      let stride = step ?? max(1, (length - first) / count)
      origins = Array(
        Swift.stride(from: length - 1, through: first, by: -stride).prefix(count).reversed())
    }
  }
}
