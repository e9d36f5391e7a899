@testable import Reports

/// A made corridor of six signals before and after it is retimed.
extension DemoStreets {
  private static let names = [
    "Station Road", "Avenue 2", "Market Street", "Avenue 5", "University Avenue", "Mill Lane",
  ]
  private static let distances = [0.0, 260, 540, 900, 1180, 1560]

  private static func signals(offsets: [Double], cycle: Double) -> [TimeSpaceDiagram.Signal] {
    names.indices.map { index in
      let green = [44.0, 50, 41, 50, 46, 52][index] * cycle / 90
      // Market Street has a leading left turn: inbound goes later.
      let lead = index == 2 ? 8.0 : 0
      return TimeSpaceDiagram.Signal(
        names[index], distance: distances[index], cycle: cycle, offset: offsets[index],
        outboundGreens: [TimeSpaceDiagram.Span(0, green)],
        inboundGreens: [TimeSpaceDiagram.Span(lead, green + lead)])
    }
  }

  private static func band(
    _ direction: TimeSpaceDiagram.Direction, start: Double, width: Double, cycle: Double
  ) -> TimeSpaceDiagram.Band {
    let way = direction == .outbound ? distances : distances.reversed()
    return TimeSpaceDiagram.Band(
      direction: direction, width: width, cycle: cycle,
      front: way.map {
        TimeSpaceDiagram.Moment(time: start + abs($0 - way[0]) / 13, distance: $0)
      })
  }

  static var timeSpace: Chart {
    let stopped = TimeSpaceDiagram.Trajectory([
      TimeSpaceDiagram.Moment(time: 23.8, distance: -80),
      TimeSpaceDiagram.Moment(time: 71.5, distance: 536),
      TimeSpaceDiagram.Moment(time: 114, distance: 536),
      TimeSpaceDiagram.Moment(time: 142, distance: 896),
      TimeSpaceDiagram.Moment(time: 171, distance: 896),
      TimeSpaceDiagram.Moment(time: 200, distance: 1273),
    ])
    let smooth = TimeSpaceDiagram.Trajectory([
      TimeSpaceDiagram.Moment(time: 3.8, distance: -80),
      TimeSpaceDiagram.Moment(time: 133.1, distance: 1600),
    ])
    return Chart(
      id: "time-space",
      takeaway:
        "After retiming, 17 seconds of drivers eastbound and 16 westbound pass without a stop.",
      reading: "A line that rises is a vehicle going east; level means it waits.",
      dataCaption: "Signals of the corridor and its green bands, morning plan",
      .timeSpace(
        TimeSpaceDiagram(
          panels: [
            TimeSpaceDiagram.Panel(
              "Before: offsets of 2011",
              signals: signals(offsets: [0, 18, 24, 81, 5, 6], cycle: 90),
              bands: [band(.outbound, start: 12, width: 11, cycle: 90)], trajectories: [stopped]),
            TimeSpaceDiagram.Panel(
              "After: offsets for both bands",
              signals: signals(offsets: [0, 88, 43, 44, 2, 87], cycle: 90),
              bands: [
                band(.outbound, start: 2, width: 17, cycle: 90),
                band(.inbound, start: 87, width: 16, cycle: 90),
              ], trajectories: [smooth]),
          ], duration: 200, outboundName: "eastbound", inboundName: "westbound")))
  }

  static var timingSheet: Chart {
    func row(_ plan: String, _ greens: [Double], offset: Double) -> TimingSheet.Row {
      let movements = [
        "Main Street straight and right", "Main Street left", "Avenue straight, right and left",
      ]
      return TimingSheet.Row(
        plan, offset: offset,
        stages: zip(movements, greens).filter { $1 > 0 }.map {
          TimingSheet.Stage($0, green: $1, yellow: 3, red: 2)
        })
    }
    return Chart(
      id: "timing-sheet",
      takeaway: "Main Street gains 6 to 9 seconds of green at all three signals.",
      reading: "A bar is one cycle; green is full height, yellow lower, all red thin.",
      dataCaption: "Stages of the morning plan before and after",
      .timingSheet(
        TimingSheet(signals: [
          TimingSheet.Signal(
            "Main Street and Market Street",
            rows: [
              row("Before", [32, 12, 31], offset: 15), row("After", [41, 9, 25], offset: 41),
            ]),
          TimingSheet.Signal(
            "Main Street and Avenue 5",
            rows: [row("Before", [38, 0, 42], offset: 85), row("After", [44, 0, 36], offset: 69)]),
          TimingSheet.Signal(
            "Main Street and University Avenue",
            rows: [
              row("Before", [30, 10, 20], offset: 40), row("After", [38, 10, 27], offset: 4),
            ]),
        ])))
  }
}

extension DemoVariants {
  static var oneSignal: Chart {
    Chart(
      id: "one-signal", takeaway: "One signal, no band.", dataCaption: "One signal",
      .timeSpace(
        TimeSpaceDiagram(
          panels: [
            TimeSpaceDiagram.Panel(
              "Now",
              signals: [
                TimeSpaceDiagram.Signal(
                  "A crossing with a name that is too long", distance: 100, cycle: 60, offset: 70,
                  outboundGreens: [TimeSpaceDiagram.Span(50, 75)], inboundGreens: [])
              ])
          ], duration: 150)))
  }

  static var manyStages: Chart {
    Chart(
      id: "many-stages", takeaway: "More than fit.", dataCaption: "Many stages",
      .timingSheet(
        TimingSheet(
          signals: (0..<25).map { signal in
            TimingSheet.Signal(
              "Signal \(signal)",
              rows: [
                TimingSheet.Row(
                  "AM", offset: 3,
                  stages: (0..<9).map {
                    TimingSheet.Stage(
                      "Movement \($0)", green: Double(2 * $0 + 1), yellow: 3, red: 1)
                  })
              ])
          })))
  }
}
