import Foundation
import Statistics

/// Draws durations, with what a draw needs worked out once.
enum DurationSampler: Sendable {
  case exponential(mean: Double)
  case constant(Double)
  case gamma(Gamma)
  case lognormal(location: Double, deviation: Double)
  case hyperexponential(cumulative: [Double], means: [Double])
  case empirical([Double])

  init(_ duration: DurationDistribution) {
    switch duration.shape {
    case .exponential: self = .exponential(mean: duration.mean)
    case .constant: self = .constant(duration.mean)
    case .gamma:
      let variance = duration.squaredVariation * duration.mean * duration.mean
      if let gamma = try? Gamma(mean: duration.mean, variance: variance) {
        self = .gamma(gamma)
      } else {
        // A variance that vanishes in doubles.
        self = .constant(duration.mean)
      }
    case .lognormal(let location, let deviation):
      self = .lognormal(location: location, deviation: deviation)
    case .hyperexponential(let weights, let means):
      var sum = 0.0
      self = .hyperexponential(
        cumulative: weights.map {
          sum += $0
          return sum
        }, means: means)
    case .empirical(let sorted, _, _): self = .empirical(sorted)
    }
  }

  @inline(__always)
  func draw(_ stream: inout RandomStream) -> Double {
    switch self {
    case .exponential(let mean): return -mean * log(stream.uniformOpen())
    case .constant(let value): return value
    case .lognormal(let location, let deviation):
      return exp(location + deviation * stream.normal())
    case .gamma, .hyperexponential, .empirical: return drawRare(&stream)
    }
  }

  @inline(never)
  private func drawRare(_ stream: inout RandomStream) -> Double {
    switch self {
    case .gamma(let gamma): return gamma.sample(using: &stream)
    case .hyperexponential(let cumulative, let means):
      let u = stream.uniform()
      let phase = cumulative.firstIndex { u < $0 } ?? means.count - 1
      return -means[phase] * log(stream.uniformOpen())
    case .empirical(let values): return values[stream.integer(below: values.count)]
    case .exponential, .constant, .lognormal: return draw(&stream)
    }
  }
}

/// A Poisson process with a time-varying rate, by inversion of its cumulative rate (Cinlar
/// 1975): each arrival takes one draw.
struct ArrivalSampler {
  private let pieces: [ArrivalRate.Piece]
  private var piece = 0
  /// Expected arrivals of the present piece already used up.
  private var used = 0.0
  private var size: Double

  init(_ rate: ArrivalRate) {
    pieces = rate.pieces
    size = Self.size(pieces[0])
  }

  private static func size(_ piece: ArrivalRate.Piece) -> Double {
    (piece.end - piece.start) * (piece.first + piece.last) / 2
  }

  /// The next arrival in seconds, +∞ after the last.
  @inline(__always)
  mutating func next(_ stream: inout RandomStream) -> Double {
    var target = used - log(stream.uniformOpen())
    while target > size {
      target -= size
      piece += 1
      if piece >= pieces.count {
        piece = pieces.count
        size = .infinity
        return .infinity
      }
      size = Self.size(pieces[piece])
    }
    if piece >= pieces.count { return .infinity }
    used = target
    let at = pieces[piece]
    if at.first == at.last { return at.start + target / at.first }
    // first x + slope x²/2 = target, by the root that does not cancel.
    let slope = (at.last - at.first) / (at.end - at.start)
    let root = max(0, at.first * at.first + 2 * slope * target).squareRoot()
    return min(at.end, at.start + 2 * target / (at.first + root))
  }
}
