namespace IotXmpp.Tool.Boards;

/// <summary>What a bus is.</summary>
internal enum BusKind
{
    I2c,
    OneWire,
    Spi,
}
