import Foundation

@testable import Reports

/// Charts of what drives a number.
extension DemoReport {
  static var forest: Chart {
    Chart(
      id: "effects", takeaway: "Sundays and holidays take away most calls; rain adds a few.",
      reading: "A filled mark is told from no effect; a hollow one is not.",
      dataCaption: "Change of the expected calls",
      .forest(
        ForestChart(
          items: [
            ForestChart.Item("Sunday", estimate: -0.61, lower: -0.63, upper: -0.59),
            ForestChart.Item(
              "holiday: the day after a long weekend", estimate: -0.42, lower: -0.5, upper: -0.33,
              isEmphasized: true),
            ForestChart.Item(
              "rain, one millimetre more", estimate: 0.014, lower: 0.009, upper: 0.02),
            ForestChart.Item("district: East", estimate: 0.02, lower: -0.04, upper: 0.09),
            ForestChart.Item("no range is known", estimate: 0.11),
          ], itemName: "Effect", valueName: "change of the expected calls",
          intervalName: "95 % range", format: .percent(0),
          reference: ReferenceLine(0, name: "no effect"))))
  }

  static var curve: Chart {
    let hours = (0...96).map { Double($0) / 4 }
    let values = hours.map { 8 + 20 * exp(-pow(($0 - 10.5) / 3, 2)) }
    return Chart(
      id: "hour", takeaway: "Calls peak at half past ten, all else the same.",
      reading: "The band holds the true curve 19 times in 20.",
      dataCaption: "Expected calls by hour of the day",
      .curve(
        CurveChart(
          positions: hours, values: values, lower: values.map { $0 - 2 },
          upper: values.map { $0 + 2.5 }, abscissaName: "hour of the day",
          unit: "expected calls an hour", bandName: "95 % range",
          reference: ReferenceLine(14, name: "average"))))
  }

  static var scatter: Chart {
    var noise = Noise(state: 23)
    let points = (0..<240).map { index -> ScatterChart.Point in
      let x = 20 + Double(index) / 4
      return ScatterChart.Point(x: x, y: x + 18 * (noise.next() + noise.next() - 1))
    }
    return Chart(
      id: "agreement", takeaway: "The more was expected, the more came.",
      dataCaption: "Expected and observed calls, unseen days",
      .scatter(
        ScatterChart(
          points: points, xName: "expected calls", yName: "observed calls",
          agreement: "expected is observed")))
  }

  static var calibration: Chart {
    let chances = [0.04, 0.12, 0.2, 0.33, 0.52, 0.71, 0.9]
    return Chart(
      id: "calibration", takeaway: "The chances can be taken at their word.",
      dataCaption: "Chance given and share that came true",
      .scatter(
        ScatterChart(
          points: chances.map {
            ScatterChart.Point(x: $0, y: $0 * 0.95 + 0.02, lower: $0 - 0.04, upper: $0 + 0.05)
          }, xName: "chance given", yName: "share that came true", intervalName: "95 % range",
          format: .percent(0), agreement: "said is what came", isJoined: true)))
  }
}

/// The same kinds in shapes the demo report does not show.
extension DemoVariants {
  static var manyEffects: Chart {
    Chart(
      id: "many-effects", takeaway: "More rows than are read.", dataCaption: "Many effects",
      .forest(
        ForestChart(
          items: (0..<40).map {
            ForestChart.Item(
              "x\($0)", estimate: Double($0), lower: Double($0) - 1, upper: Double($0) + 1)
          }, itemName: "Effect", valueName: "minutes", intervalName: "95 % range",
          reference: ReferenceLine(0, name: "no effect"))))
  }

  static var negativeCurve: Chart {
    let days = (1...365).map(Double.init)
    return Chart(
      id: "negative-curve", takeaway: "A curve around zero.", dataCaption: "Around zero",
      .curve(
        CurveChart(
          positions: days, values: days.map { sin(2 * .pi * $0 / 365) },
          abscissaName: "day of year",
          unit: "effect", reference: ReferenceLine(0, name: "no effect"))))
  }

  static var plainScatter: Chart {
    Chart(
      id: "plain-scatter", takeaway: "Other units on each axis.", dataCaption: "Two units",
      .scatter(
        ScatterChart(
          points: (0..<500).map { ScatterChart.Point(x: Double($0), y: -0.001 * Double($0 % 37)) },
          xName: "day", yName: "error")))
  }
}
