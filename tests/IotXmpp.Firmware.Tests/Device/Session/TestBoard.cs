using IotXmpp.Device.Boards;

namespace IotXmpp.Device.Tests.Session;

/// <summary>A board whose values count up, so that every sample is different and none is lost unseen.</summary>
internal sealed class TestBoard(FieldDefinition[] fields, ParameterDefinition[] parameters) : Board(fields, parameters)
{
    private long _value = 200;

    public static TestBoard Climate() => new(BoardDefinitions.ClimateFields(), BoardDefinitions.ClimateParameters());

    public static TestBoard Relay() => new(BoardDefinitions.RelayFields(), BoardDefinitions.RelayParameters());

    public static TestBoard Meter() => new(BoardDefinitions.MeterFields(), BoardDefinitions.MeterParameters());

    public Dictionary<int, long> Numbers { get; } = [];

    public Dictionary<int, string> Texts { get; } = [];

    public int Applied { get; private set; }

    public int Interval { get; set; } = 10_000;

    public bool SensorWorks { get; set; } = true;

    public override int SampleInterval => Interval;

    public override bool TryRead(int field, out long value)
    {
        value = Fields[field].Kind == FieldDefinition.Boolean ? Numbers.GetValueOrDefault(BoardDefinitions.Relay) : _value++;
        return SensorWorks;
    }

    public override void SetNumber(int parameter, long value)
    {
        Numbers[parameter] = value;
        Applied++;
    }

    public override void SetText(int parameter, string value)
    {
        Texts[parameter] = value;
        Applied++;
    }
}
