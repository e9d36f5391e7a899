import Foundation
import Optimization

/// Residuals of a test problem, with Jacobians by central differences that are
/// good to about 1e-9: the tests look at optima, not at rates.
struct TestProblem: LeastSquaresObjective, SmoothObjective, Sendable {
  let name: String
  let start: [Double]
  /// Least Σ r², as printed by Moré, Garbow & Hillstrom (1981).
  let optimum: Double
  let residuals: @Sendable ([Double]) -> [Double]

  var dimension: Int { start.count }

  func value(at x: [Double]) -> Double {
    0.5 * residuals(x).reduce(0) { $0 + $1 * $1 }
  }

  func gradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let r = residuals(x)
    for (i, column) in jacobian(x).enumerated() {
      gradient[i] = zip(column, r).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return value(at: x)
  }

  func linearize(at x: [Double], gradient: inout [Double], normal: inout [Double]) -> Double {
    let columns = jacobian(x)
    let r = residuals(x)
    for i in x.indices {
      gradient[i] = zip(columns[i], r).reduce(0) { $0 + $1.0 * $1.1 }
      for j in 0...i {
        normal[i * x.count + j] = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return value(at: x)
  }

  private func jacobian(_ x: [Double]) -> [[Double]] {
    x.indices.map { i in
      let h = 1e-6 * max(abs(x[i]), 1e-2)
      var (up, down) = (x, x)
      up[i] += h
      down[i] -= h
      return zip(residuals(up), residuals(down)).map { ($0 - $1) / (up[i] - down[i]) }
    }
  }

  static let rosenbrock = TestProblem(name: "Rosenbrock", start: [-1.2, 1], optimum: 0) { x in
    [10 * (x[1] - x[0] * x[0]), 1 - x[0]]
  }

  /// Problems of Moré, Garbow & Hillstrom (1981), ACM TOMS 7(1), with their numbers.
  static let all: [TestProblem] = [
    rosenbrock,
    TestProblem(name: "5 Beale", start: [1, 1], optimum: 0) { x in
      let y = [1.5, 2.25, 2.625]
      return (0..<3).map { y[$0] - x[0] * (1 - pow(x[1], Double($0 + 1))) }
    },
    TestProblem(name: "7 helical valley", start: [-1, 0, 0], optimum: 0) { x in
      let angle = atan(x[1] / x[0]) / (2 * Double.pi) + (x[0] < 0 ? 0.5 : 0)
      return [10 * (x[2] - 10 * angle), 10 * (hypot(x[0], x[1]) - 1), x[2]]
    },
    TestProblem(name: "8 Bard", start: [1, 1, 1], optimum: 8.21487e-3) { x in
      let y = [
        0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39,
      ]
      return y.indices.map { i -> Double in
        let u = Double(i + 1)
        let v = 15 - Double(i)
        return y[i] - (x[0] + u / (v * x[1] + min(u, v) * x[2]))
      }
    },
    TestProblem(name: "13 Powell singular", start: [3, -1, 0, 1], optimum: 0) { x in
      [
        x[0] + 10 * x[1], 5.0.squareRoot() * (x[2] - x[3]), (x[1] - 2 * x[2]) * (x[1] - 2 * x[2]),
        10.0.squareRoot() * (x[0] - x[3]) * (x[0] - x[3]),
      ]
    },
    TestProblem(name: "14 Wood", start: [-3, -1, -3, -1], optimum: 0) { x in
      [
        10 * (x[1] - x[0] * x[0]), 1 - x[0], 90.0.squareRoot() * (x[3] - x[2] * x[2]), 1 - x[2],
        10.0.squareRoot() * (x[1] + x[3] - 2), (x[1] - x[3]) / 10.0.squareRoot(),
      ]
    },
    TestProblem(
      name: "15 Kowalik & Osborne", start: [0.25, 0.39, 0.415, 0.39], optimum: 3.07505e-4
    ) { x in
      let y = [
        0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246,
      ]
      let u = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
      return y.indices.map { i -> Double in
        let above = x[0] * (u[i] * u[i] + u[i] * x[1])
        return y[i] - above / (u[i] * u[i] + u[i] * x[2] + x[3])
      }
    },
    TestProblem(name: "16 Brown & Dennis", start: [25, 5, -5, -1], optimum: 85822.2) { x in
      (1...20).map { i -> Double in
        let t = Double(i) / 5
        let a = x[0] + t * x[1] - exp(t)
        let b = x[2] + x[3] * sin(t) - cos(t)
        return a * a + b * b
      }
    },
  ]
}
