namespace IotXmpp.Concentrator.Storage;

/// <summary>How long the buckets of a roll-up are. The numbers are stored: never renumber.</summary>
public enum RollUpLevel
{
    Minute = 0,
    Hour = 1,

    /// <summary>A day of UTC.</summary>
    Day = 2,
}
