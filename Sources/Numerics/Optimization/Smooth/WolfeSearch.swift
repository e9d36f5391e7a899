/// A line search for the strong Wolfe conditions, by bracketing and cubic
/// interpolation (Nocedal & Wright 2006, algorithms 3.5 and 3.6).
struct WolfeSearch {
  let origin: [Double]
  let direction: [Double]
  private let startValue: Double
  private let startSlope: Double
  /// Where the search ended; of use only after `run` returned true.
  private(set) var point: [Double]
  private(set) var value: Double
  private(set) var gradient: [Double]
  private(set) var evaluations = 0

  private static let sufficient = 1e-4
  private static let flat = 0.9
  private static let limit = 40

  init(origin: [Double], direction: [Double], value: Double, gradient: [Double]) {
    self.origin = origin
    self.direction = direction
    startValue = value
    self.value = value
    self.gradient = gradient
    point = origin
    startSlope = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private struct Sample {
    var step: Double
    var value: Double
    var slope: Double
  }

  /// Finds a step in 0 ... `most`; false where none lowers the value enough.
  mutating func run<Objective: SmoothObjective>(
    _ objective: inout Objective, first: Double, most: Double
  ) -> Bool {
    guard startSlope < 0 else { return false }
    let start = Sample(step: 0, value: startValue, slope: startSlope)
    var previous = start
    var step = first
    while evaluations < WolfeSearch.limit {
      let sample = evaluate(&objective, step)
      if !accepts(sample) || (previous.step > 0 && sample.value >= previous.value) {
        return zoom(&objective, low: previous, high: sample)
      }
      if abs(sample.slope) <= -WolfeSearch.flat * startSlope { return true }
      if sample.slope >= 0 { return zoom(&objective, low: sample, high: previous) }
      // At the border of the box a decrease is all that can be had.
      if step >= most { return true }
      previous = sample
      step = min(2 * step, most)
    }
    return value < startValue
  }

  private mutating func zoom<Objective: SmoothObjective>(
    _ objective: inout Objective, low: Sample, high: Sample
  ) -> Bool {
    var (low, high) = (low, high)
    while evaluations < WolfeSearch.limit && abs(high.step - low.step) > 1e-16 * low.step {
      let sample = evaluate(&objective, interpolate(low, high))
      if !accepts(sample) || sample.value >= low.value {
        high = sample
      } else {
        if abs(sample.slope) <= -WolfeSearch.flat * startSlope { return true }
        if sample.slope * (high.step - low.step) >= 0 { high = low }
        low = sample
      }
    }
    guard low.step > 0 else { return false }
    if low.step != lastStep { _ = evaluate(&objective, low.step) }
    return accepts(low)
  }

  private var lastStep = 0.0

  private mutating func evaluate<Objective: SmoothObjective>(
    _ objective: inout Objective, _ step: Double
  ) -> Sample {
    for i in origin.indices { point[i] = origin[i] + step * direction[i] }
    value = objective.gradient(at: point, into: &gradient)
    evaluations += 1
    lastStep = step
    var slope = 0.0
    for i in origin.indices { slope += gradient[i] * direction[i] }
    return Sample(step: step, value: value.isNaN ? .infinity : value, slope: slope)
  }

  private func accepts(_ sample: Sample) -> Bool {
    sample.value <= startValue + WolfeSearch.sufficient * sample.step * startSlope
  }

  /// The minimizer of the cubic through both ends, kept off them; the middle
  /// where the cubic has none.
  private func interpolate(_ a: Sample, _ b: Sample) -> Double {
    let width = b.step - a.step
    let middle = a.step + 0.5 * width
    guard b.value.isFinite, b.slope.isFinite else { return a.step + 0.1 * width }
    let d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
    let inside = d1 * d1 - a.slope * b.slope
    guard inside >= 0 else { return middle }
    let d2 = (width > 0 ? 1 : -1) * inside.squareRoot()
    let step = b.step - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    let share = (step - a.step) / width
    return share > 0.05 && share < 0.95 ? step : middle
  }
}
