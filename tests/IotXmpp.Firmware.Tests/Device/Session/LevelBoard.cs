using IotXmpp.Device.Boards;

namespace IotXmpp.Device.Tests.Session;

/// <summary>A board whose number and switch stay as the test sets them.</summary>
internal sealed class LevelBoard(FieldDefinition[] fields) : Board(fields, [])
{
    public long Level { get; set; } = 500;

    public long Switch { get; set; }

    public override int SampleInterval => 10_000;

    public override bool TryRead(int field, out long value)
    {
        value = Fields[field].Kind == FieldDefinition.Boolean ? Switch : Level;
        return true;
    }

    public override void SetNumber(int parameter, long value)
    {
    }

    public override void SetText(int parameter, string value)
    {
    }
}
