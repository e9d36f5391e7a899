/// A crossing of two one-way streets under one signal, in the network format, and traffic on it.
enum TinyCrossing {
  /// Streets `w` and `s` of 300 m lead in, `e` and `n` of 200 m out; link 0 is w→e, link 1 s→n.
  static let network = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- two one-way streets -->
    <net version="1.20">
      <edge id=":C_0" function="internal">
        <lane id=":C_0_0" index="0" speed="13.89" length="10.00" shape="-5,0 5,0"/>
      </edge>
      <edge id=":C_1" function="internal">
        <lane id=":C_1_0" index="0" speed="13.89" length="10.00" shape="0,-5 0,5"/>
      </edge>
      <edge id="w" from="W" to="C">
        <lane id="w_0" index="0" speed="13.89" length="300" shape="-305,0 -5,0"/></edge>
      <edge id="s" from="S" to="C">
        <lane id="s_0" index="0" speed="13.89" length="300" shape="0,-305 0,-5"/></edge>
      <edge id="e" from="C" to="E">
        <lane id="e_0" index="0" speed="13.89" length="200" shape="5,0 205,0"/></edge>
      <edge id="n" from="C" to="N">
        <lane id="n_0" index="0" speed="13.89" length="200" shape="0,5 0,205"/></edge>
      <tlLogic id="C" type="static" programID="0" offset="0">
        <phase duration="42" state="Gr"/>
        <phase duration="3" state="yr"/>
        <phase duration="42" state="rG"/>
        <phase duration="3" state="ry"/>
      </tlLogic>
      <junction id="C" type="traffic_light" x="0" y="0" incLanes="w_0 s_0"
        intLanes=":C_0_0 :C_1_0">
        <request index="0" response="00" foes="10" cont="0"/>
        <request index="1" response="01" foes="01" cont="0"/>
      </junction>
      <connection from="w" to="e" fromLane="0" toLane="0" via=":C_0_0" tl="C" linkIndex="0"
        dir="s" state="O"/>
      <connection from="s" to="n" fromLane="0" toLane="0" via=":C_1_0" tl="C" linkIndex="1"
        dir="s" state="o"/>
      <connection from=":C_0" to="e" fromLane="0" toLane="0" dir="s" state="M"/>
      <connection from=":C_1" to="n" fromLane="0" toLane="0" dir="s" state="M"/>
    </net>
    """

  /// Vehicles every `3600 / rate` seconds from each side, for `seconds`.
  static func demand(east: Double, north: Double, seconds: Double) -> String {
    """
    <routes>
      <flow id="e" begin="0" end="\(seconds)" vehsPerHour="\(east)" from="w" to="e"/>
      <flow id="n" begin="0" end="\(seconds)" vehsPerHour="\(north)" from="s" to="n"/>
    </routes>
    """
  }
}
