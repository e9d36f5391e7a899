/// Times, the least first: a binary heap.
struct TimeHeap {
  /// From 1 on; entry 0 is not used.
  private var times: [Double]
  private(set) var count = 0

  init(capacity: Int) {
    times = [Double](repeating: 0, count: capacity + 2)
  }

  /// The least time, +∞ without any.
  var least: Double {
    @inline(__always) get { count == 0 ? .infinity : times[1] }
  }

  @inline(__always)
  mutating func insert(_ time: Double) {
    count += 1
    if count >= times.count { times.append(contentsOf: repeatElement(0, count: count)) }
    times.withUnsafeMutableBufferPointer { times in
      var hole = count
      while hole > 1, time < times[hole / 2] {
        times[hole] = times[hole / 2]
        hole /= 2
      }
      times[hole] = time
    }
  }

  /// Removes the least of at least one.
  @inline(__always)
  mutating func removeLeast() {
    let count = self.count - 1
    self.count = count
    if count == 0 { return }
    times.withUnsafeMutableBufferPointer { times in
      let last = times[count + 1]
      var hole = 1
      while true {
        var child = 2 * hole
        if child > count { break }
        if child < count, times[child + 1] < times[child] { child += 1 }
        if last <= times[child] { break }
        times[hole] = times[child]
        hole = child
      }
      times[hole] = last
    }
  }

  /// Removes any of at least one, by its place from 0.
  mutating func remove(at place: Int) -> Double {
    let time = times[place + 1]
    let last = times[count]
    count -= 1
    if place < count {
      var hole = place + 1
      while hole > 1, last < times[hole / 2] {
        times[hole] = times[hole / 2]
        hole /= 2
      }
      while 2 * hole <= count {
        var child = 2 * hole
        if child < count, times[child + 1] < times[child] { child += 1 }
        if last <= times[child] { break }
        times[hole] = times[child]
        hole = child
      }
      times[hole] = last
    }
    return time
  }
}

/// A queue that can also be entered at its head.
struct Ring<Element> {
  private var items: [Element?] = .init(repeating: nil, count: 64)
  private var first = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The head.
  var head: Element? { count == 0 ? nil : items[first] }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == items.count { grow() }
    items[(first + count) & (items.count - 1)] = element
    count += 1
  }

  mutating func prepend(_ element: Element) {
    if count == items.count { grow() }
    first = (first - 1) & (items.count - 1)
    items[first] = element
    count += 1
  }

  @inline(__always)
  mutating func popFirst() -> Element? {
    if count == 0 { return nil }
    let element = items[first]
    items[first] = nil
    first = (first + 1) & (items.count - 1)
    count -= 1
    return element
  }

  mutating func popLast() -> Element? {
    if count == 0 { return nil }
    count -= 1
    let place = (first + count) & (items.count - 1)
    defer { items[place] = nil }
    return items[place]
  }

  private mutating func grow() {
    var larger = [Element?](repeating: nil, count: items.count * 2)
    for k in 0..<count { larger[k] = items[(first + k) & (items.count - 1)] }
    items = larger
    first = 0
  }
}
