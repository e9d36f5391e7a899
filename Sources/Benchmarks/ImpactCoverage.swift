import Evaluation
import Foundation
import LinearAlgebra
import Statistics

/// How often the interval of a structural series' effect covers the effect that made series were
/// given: 1,000 of them, a quarter each of noise alone, an autoregression, a level that wanders
/// little, some or much, and a season over a wandering level.
enum ImpactCoverage {
  static func run(count: Int = 1000, emit: (String) -> Void) {
    let designs = ["noise", "autoregression", "walk", "season"]
    var all = 0
    for design in designs {
      let begin = Stopwatch.cpuSeconds
      let runs = count / designs.count
      let hits = parallelMap(runs, threads: 2) { run -> Bool in
        let series = made(design, run)
        var options = StructuralSeries.Options()
        if design == "season" { options.season = .dummies(period: 12) }
        guard let effect = try? series.structuralFit(options).average else { return false }
        return effect.lower <= 2 && 2 <= effect.upper
      }.count { $0 }
      all += hits
      emit(
        Measurement.line(
          study: "trends", case: "impact-coverage", measure: design,
          value: Double(hits) / Double(runs),
          more: ["cpu_seconds": Stopwatch.cpuSeconds - begin, "series": Double(runs)]))
    }
    emit(
      Measurement.line(
        study: "trends", case: "impact-coverage", measure: "all",
        value: Double(all) / Double(count / designs.count * designs.count),
        more: ["least": 0.93, "most": 0.97]))
  }

  /// 84 steps, an effect of 2 from the 72nd on, a covariate.
  private static func made(_ design: String, _ run: Int) -> StructuralSeries {
    var stream = RandomStream(seed: 20_260, "impact", design, String(run))
    let x = (0..<84).map { 10 + sin(Double($0) / 9) + 0.5 * stream.normal() }
    var level = 0.0
    let y = (0..<84).map { t -> Double in
      var noise = stream.normal()
      switch design {
      case "autoregression":
        level = 0.6 * level + 0.8 * noise
        noise = 0
      case "walk": level += [0.1, 0.3, 0.6][run % 3] * stream.normal()
      case "season":
        level += 0.2 * stream.normal()
        noise += 2 * sin(2 * Double.pi * Double(t) / 12)
      default: break
      }
      return 20 + 1.2 * x[t] + level + noise + (t >= 72 ? 2 : 0)
    }
    return StructuralSeries(values: y, firstAfter: 72, covariates: [.init("x", x)])
  }
}
