import CivilTime
import Foundation
import TimeSeries
import Traffic

/// Counts of detectors with a double peak on workdays, made up from a seed.
struct MadeDetectors {
  var record: DetectorRecord
  let days: Int
  let perDay: Int

  init(
    detectors: Int = 10, days: Int = 28, stepSeconds: Int = 900, seed: UInt64 = 1,
    busiest: Double = 200
  ) {
    self.days = days
    perDay = 86_400 / stepSeconds
    let start = WallTime(date: CivilDate(year: 2025, month: 3, day: 3)).wallSeconds
    record = DetectorRecord(
      index: TimeIndex(
        domain: .wall, frequency: .seconds(stepSeconds), start: start, count: days * perDay),
      detectors: (0..<detectors).map {
        .init(
          id: "d\($0)", place: .init(x: Double($0), y: Double($0 % 3) + 1), lanes: 3)
      })
    var draws = Draws(state: seed)
    var flow: [Double] = []
    for day in 0..<days {
      let common = 1 + 0.05 * draws.normal()
      let isWeekend = day % 7 >= 5
      for slot in 0..<perDay {
        let hour = Double(slot) * 24 / Double(perDay)
        func peak(_ at: Double, _ width: Double) -> Double {
          exp(-(hour - at) * (hour - at) / (2 * width * width))
        }
        let shape =
          isWeekend
          ? 0.03 + 0.5 * peak(14, 4)
          : 0.04 + 0.7 * peak(8, 1.3) + 0.9 * peak(17, 1.8) + 0.4 * peak(12.5, 3)
        for detector in 0..<detectors {
          let size = busiest * (0.4 + 0.6 * Double(detector % 5) / 4)
          let mean = size * shape * common
          flow.append(max(0, (mean + (1.3 * mean).squareRoot() * draws.normal()).rounded()))
        }
      }
    }
    record.flow = flow
  }

  func step(_ day: Int, _ hour: Double = 0) -> Int {
    day * perDay + Int(hour * Double(perDay) / 24)
  }

  mutating func change(_ detector: Int, _ steps: Range<Int>, _ value: (Int, Double) -> Double) {
    let before = record
    for step in steps {
      let cell = step * record.detectorCount + detector
      record.flow?[cell] = value(step, before.flow?[cell] ?? .nan)
    }
  }

  func value(_ step: Int, _ detector: Int) -> Double {
    record.flow?[step * record.detectorCount + detector] ?? .nan
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014) and Box–Muller.
struct Draws {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 9_007_199_254_740_992
  }

  mutating func normal() -> Double {
    let radius = (-2 * log(uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
