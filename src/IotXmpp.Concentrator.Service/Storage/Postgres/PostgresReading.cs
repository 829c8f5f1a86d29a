using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>A reading of a group that is being stored, and what became of it.</summary>
/// <param name="series">Number of its series.</param>
/// <param name="reported">What was reported.</param>
/// <param name="append">The append that brought it first.</param>
internal sealed class PostgresReading(long series, Field reported, PostgresAppend append)
{
    public long Series => series;

    public long At => Field.Timestamp.UtcTicks;

    public PostgresAppend Append => append;

    /// <summary>What is to be stored: of several reports of one instant the most important, with the types of all (<see cref="FieldQualities.Importance"/>).</summary>
    public Field Field { get; private set; } = reported;

    /// <summary>True if it is to be passed on: it was not there, or has overwritten what was.</summary>
    public bool IsNews { get; set; }

    /// <summary>Takes another report of the same instant.</summary>
    public void Merge(Field other)
    {
        var types = Field.FieldTypes | other.FieldTypes;
        Field = (other.Quality.Importance() > Field.Quality.Importance() ? other : Field) with { FieldTypes = types };
    }
}
