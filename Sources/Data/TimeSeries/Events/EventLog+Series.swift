extension EventLog {
  /// How many events were created in each interval, one series a group.
  ///
  /// The axis is complete: where nothing happened inside the observed window
  /// stands a zero. An interval at an edge that was not given by a date counts
  /// only when it was watched whole; see `EventWindow`.
  public func counts(every frequency: Frequency) throws(TimeSeriesError) -> Panel {
    let window = try EventWindow(self, frequency)
    var panel = try empty(on: window)
    for event in events {
      guard let step = window.step(of: event.created) else { continue }
      panel.series[event.group].values[step] += 1
    }
    return panel
  }

  /// How many events are open at the end of each interval: created before it,
  /// less closed before it. Events from before the axis count from its start.
  public func backlog(every frequency: Frequency) throws(TimeSeriesError) -> Panel {
    guard hasEnds else { throw .badOption("a backlog needs the column of ends: try --closed") }
    let window = try EventWindow(self, frequency)
    var panel = try empty(on: window)
    let last = window.index.count
    for event in events {
      // From the interval of creation up to the one of the end, less that one.
      let first = max(0, window.stepOrEdge(event.created))
      let end = event.closed.map { window.stepOrEdge(max($0, event.created)) } ?? last
      guard first < last, end > first else { continue }
      panel.series[event.group].values[first] += 1
      if end < last { panel.series[event.group].values[end] -= 1 }
    }
    for k in panel.series.indices {
      var open = 0.0
      for step in panel.series[k].values.indices {
        open += panel.series[k].values[step]
        panel.series[k].values[step] = open
      }
    }
    return panel
  }

  private func empty(on window: EventWindow) throws(TimeSeriesError) -> Panel {
    let steps = window.index.count
    guard steps * groups.count <= PanelBuilder.mostSteps else {
      throw .tooManySteps(steps * groups.count)
    }
    var panel = Panel(
      index: window.index,
      series: groups.map {
        Series(id: $0, firstStep: 0, values: [Double](repeating: 0, count: steps))
      })
    panel.quality.rowsRead = quality.rowsRead
    panel.quality.rowsMissingTime = quality.rowsMissingCreated
    panel.quality.stepsExpected = steps * groups.count
    panel.quality.notes = quality.notes + window.notes
    return panel
  }
}
