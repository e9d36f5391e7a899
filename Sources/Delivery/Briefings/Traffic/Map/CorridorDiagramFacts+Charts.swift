public import Reports

extension CorridorDiagramFacts {
  /// The time–space diagram, a panel a plan: bands, and two drivers a direction alone on the
  /// street.
  ///
  /// - Parameter takeaway: nil says the widths of the bands.
  public func timeSpaceChart(id: String = "time-space", takeaway: String? = nil) -> Chart {
    let cycle = signals.flatMap { $0.timings.map(\.cycle) }.max() ?? 90
    let travel = max(outboundSeconds.max() ?? 0, inboundSeconds.max() ?? 0)
    let duration = min(max(2 * cycle, travel + cycle), 4 * cycle)
    let diagram = TimeSpaceDiagram(
      panels: plans.indices.map { panel($0, until: duration) }, duration: duration,
      outboundName: outboundName, inboundName: inboundName)
    return Chart(
      id: id, takeaway: takeaway ?? bandSentence,
      reading:
        "A driver who starts inside a band meets green at every signal. A thin line is one driver alone on the street: rising goes \(outboundName), falling \(inboundName), level waits. Queues are not drawn.",
      dataCaption: "Signals along the street and their green bands", .timeSpace(diagram))
  }

  /// The stages of every signal, a row a plan.
  public func timingSheetChart(id: String = "timing-sheet", takeaway: String) -> Chart {
    let sheet = TimingSheet(
      signals: signals.map { signal in
        TimingSheet.Signal(
          signal.name,
          rows: zip(plans, signal.timings).map { plan, timing in
            TimingSheet.Row(
              plan, offset: timing.stagesOffset,
              stages: timing.stages.map {
                TimingSheet.Stage($0.movement, green: $0.green, yellow: $0.yellow, red: $0.red)
              })
          })
      })
    return Chart(
      id: id, takeaway: takeaway,
      reading:
        "A bar is one cycle from its first green; green stands full height, yellow lower, all red thin.",
      dataCaption: "Stages of the signals, in seconds", .timingSheet(sheet))
  }

  private var bandSentence: String {
    let widths = plans.indices.map { plan -> String in
      let words = [true, false].map { outbound -> String in
        let width = band(plan: plan, outbound: outbound)?.width ?? 0
        return
          "\(PlainWords.number(width, digits: 0)) s \(outbound ? outboundName : inboundName)"
      }
      return "\(plans[plan].lowercased()) \(words[0]) and \(words[1])"
    }
    return "Green bands through all signals: \(widths.joined(separator: "; "))."
  }

  private func panel(_ plan: Int, until duration: Double) -> TimeSpaceDiagram.Panel {
    TimeSpaceDiagram.Panel(
      plans[plan],
      signals: signals.map { signal in
        let timing = signal.timings[plan]
        return TimeSpaceDiagram.Signal(
          signal.name, distance: signal.distance, cycle: timing.cycle, offset: timing.offset,
          outboundGreens: timing.outbound.map { TimeSpaceDiagram.Span($0.start, $0.end) },
          inboundGreens: timing.inbound.map { TimeSpaceDiagram.Span($0.start, $0.end) })
      },
      bands: signals.count < 2
        ? []
        : [true, false].compactMap { outbound in
          guard let band = band(plan: plan, outbound: outbound), band.width >= 1 else { return nil }
          return TimeSpaceDiagram.Band(
            direction: outbound ? .outbound : .inbound, width: band.width,
            cycle: signals[0].timings[plan].cycle,
            front: order(outbound).map {
              TimeSpaceDiagram.Moment(
                time: band.start + seconds($0, outbound), distance: signals[$0].distance)
            })
        },
      trajectories: [true, false].flatMap { outbound in
        [0.1, 0.6].map { driver(plan: plan, outbound: outbound, start: $0 * duration * 0.5) }
      })
  }

  private func order(_ outbound: Bool) -> [Int] {
    outbound ? Array(signals.indices) : signals.indices.reversed()
  }

  private func seconds(_ index: Int, _ outbound: Bool) -> Double {
    outbound ? outboundSeconds[index] : inboundSeconds[index]
  }

  /// One driver who waits at red and nowhere else.
  private func driver(plan: Int, outbound: Bool, start: Double) -> TimeSpaceDiagram.Trajectory {
    var moments: [TimeSpaceDiagram.Moment] = []
    var time = start
    var last: Int?
    for index in order(outbound) {
      if let last { time += abs(seconds(index, outbound) - seconds(last, outbound)) }
      last = index
      let distance = signals[index].distance
      moments.append(TimeSpaceDiagram.Moment(time: time, distance: distance))
      let timing = signals[index].timings[plan]
      let wait = CorridorDiagramFacts.wait(
        at: time, for: outbound ? timing.outbound : timing.inbound, timing)
      guard let wait else { break }
      if wait > 0 {
        time += wait
        moments.append(TimeSpaceDiagram.Moment(time: time, distance: distance))
      }
    }
    return TimeSpaceDiagram.Trajectory(moments)
  }

  /// Seconds until a green; nil where there is none.
  static func wait(at time: Double, for greens: [Green], _ timing: Timing) -> Double? {
    guard timing.cycle > 0, !greens.isEmpty else { return nil }
    return greens.map { green -> Double in
      var into = (time - timing.offset - green.start)
        .truncatingRemainder(dividingBy: timing.cycle)
      if into < 0 { into += timing.cycle }
      return into < green.end - green.start ? 0 : timing.cycle - into
    }.min()
  }
}
