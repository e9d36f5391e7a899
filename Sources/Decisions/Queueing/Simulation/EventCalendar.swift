/// What is going to happen, the earliest first: a binary heap. Events of one time come out in
/// an order that depends on the events alone.
struct EventCalendar {
  enum Kind: Int32 {
    case arrival
    case serviceEnd
    case abandonment
    case retrial
  }

  struct Event {
    var time: Double
    var kind: Kind
    /// The class of an arrival or retrial, the place of a service or a waiting customer.
    var place: Int32
    /// Tells the present holder of the place from earlier ones.
    var ticket: Int
  }

  private var events: [Event] = []

  var nextTime: Double {
    @inline(__always) get { events.isEmpty ? .infinity : events[0].time }
  }

  @inline(__always)
  mutating func insert(_ event: Event) {
    events.append(event)
    events.withUnsafeMutableBufferPointer { events in
      var hole = events.count - 1
      while hole > 0 {
        let parent = (hole - 1) / 2
        if events[parent].time <= event.time { break }
        events[hole] = events[parent]
        hole = parent
      }
      events[hole] = event
    }
  }

  /// The earliest of at least one.
  @inline(__always)
  mutating func removeFirst() -> Event {
    let first = events[0]
    let last = events.removeLast()
    let count = events.count
    if count > 0 {
      events.withUnsafeMutableBufferPointer { events in
        var hole = 0
        while true {
          var child = 2 * hole + 1
          if child >= count { break }
          if child + 1 < count, events[child + 1].time < events[child].time { child += 1 }
          if last.time <= events[child].time { break }
          events[hole] = events[child]
          hole = child
        }
        events[hole] = last
      }
    }
    return first
  }
}
