internal import LinearAlgebra

extension FlowNetwork {
  /// Backpropagation: adds to nothing, fills `gradient`.
  ///
  /// - Parameter signals: of the last `run`; `signals.answers` now holds the loss's
  ///   derivatives by the answers.
  func gradient(
    _ signals: FlowSignals, slots: [Int], weekdays: [Int], into gradient: inout [Float]
  ) {
    let layout = Layout(shape)
    let hidden = shape.hidden
    let detectors = shape.detectors
    let columns = slots.count * detectors
    let errors = UnsafePointer(signals.answers)
    let slopes = signals.slopes
    let innerSlopes = signals.innerSlopes
    parameters.withUnsafeBufferPointer { buffer in
      gradient.withUnsafeMutableBufferPointer { target in
        guard let weights = buffer.baseAddress, let out = target.baseAddress else { return }
        SinglePrecision.multiply(
          errors, signals.rectified[shape.blocks], into: out + layout.output, rows: shape.horizon,
          inner: columns, columns: hidden, transposingSecond: true)
        SinglePrecision.multiply(
          errors, signals.inputs, into: out + layout.skip, rows: shape.horizon, inner: columns,
          columns: shape.inputs, transposingSecond: true)
        sumRows(errors, rows: shape.horizon, columns: columns, into: out + layout.outputBias)
        SinglePrecision.multiply(
          weights + layout.output, errors, into: slopes, rows: hidden, inner: shape.horizon,
          columns: columns, transposingFirst: true)
        pass(slopes, where: signals.rectified[shape.blocks], count: hidden * columns)
        for (k, block) in layout.blocks.enumerated().reversed() {
          SinglePrecision.multiply(
            slopes, signals.inner[k], into: out + block.second, rows: hidden, inner: columns,
            columns: hidden, transposingSecond: true)
          sumRows(slopes, rows: hidden, columns: columns, into: out + block.secondBias)
          SinglePrecision.multiply(
            weights + block.second, slopes, into: innerSlopes, rows: hidden, inner: hidden,
            columns: columns, transposingFirst: true)
          pass(innerSlopes, where: signals.inner[k], count: hidden * columns)
          SinglePrecision.multiply(
            innerSlopes, signals.rectified[k], into: out + block.first, rows: hidden,
            inner: columns, columns: hidden, transposingSecond: true)
          sumRows(innerSlopes, rows: hidden, columns: columns, into: out + block.firstBias)
          // What went round the block, and what went through it.
          let through = signals.inner[k]
          SinglePrecision.multiply(
            weights + block.first, innerSlopes, into: through, rows: hidden, inner: hidden,
            columns: columns, transposingFirst: true)
          let open = signals.rectified[k]
          for c in 0..<hidden * columns { slopes[c] += open[c] > 0 ? through[c] : 0 }
        }
        SinglePrecision.multiply(
          slopes, signals.inputs, into: out + layout.input, rows: hidden, inner: columns,
          columns: shape.inputs, transposingSecond: true)
        identities(slopes, slots: slots, weekdays: weekdays, layout: layout, into: out)
      }
    }
  }

  private func identities(
    _ slopes: UnsafeMutablePointer<Float>, slots: [Int], weekdays: [Int], layout: Layout,
    into out: UnsafeMutablePointer<Float>
  ) {
    let detectors = shape.detectors
    let columns = slots.count * detectors
    let identities = shape.hidden * (detectors + shape.slots + 7)
    (out + layout.detector).update(repeating: 0, count: identities)
    for unit in 0..<shape.hidden {
      let own = out + layout.detector + unit * detectors
      for (b, slot) in slots.enumerated() {
        let row = slopes + unit * columns + b * detectors
        var lanes = SIMD8<Float>.zero
        var i = 0
        while i + 8 <= detectors {
          let part = UnsafeRawPointer(row + i).loadUnaligned(as: SIMD8<Float>.self)
          lanes += part
          let place = UnsafeMutableRawPointer(own + i)
          place.storeBytes(
            of: place.loadUnaligned(as: SIMD8<Float>.self) + part, as: SIMD8<Float>.self)
          i += 8
        }
        var sum = lanes.sum()
        while i < detectors {
          own[i] += row[i]
          sum += row[i]
          i += 1
        }
        out[layout.slot + unit * shape.slots + slot] += sum
        out[layout.weekday + unit * 7 + weekdays[b]] += sum
      }
    }
  }

  private func sumRows(
    _ values: UnsafePointer<Float>, rows: Int, columns: Int, into out: UnsafeMutablePointer<Float>
  ) {
    for r in 0..<rows {
      let row = values + r * columns
      var lanes = SIMD8<Float>.zero
      var c = 0
      while c + 8 <= columns {
        lanes += UnsafeRawPointer(row + c).loadUnaligned(as: SIMD8<Float>.self)
        c += 8
      }
      var sum = lanes.sum()
      while c < columns {
        sum += row[c]
        c += 1
      }
      out[r] = sum
    }
  }

  /// Slopes pass where the rectifier was open.
  private func pass(
    _ slopes: UnsafeMutablePointer<Float>, where open: UnsafeMutablePointer<Float>, count: Int
  ) {
    for c in 0..<count { slopes[c] = open[c] > 0 ? slopes[c] : 0 }
  }
}
