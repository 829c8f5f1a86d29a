namespace IotXmpp.Things.Concentrators;

/// <summary>What is told of a data source (XEP-0326 3.2.1).</summary>
/// <param name="SourceId">Id.</param>
/// <param name="Name">For people.</param>
/// <param name="HasChildren">True with sources below it.</param>
/// <param name="LastChanged">When something in it was last changed; null if unknown.</param>
public sealed record DataSourceInformation(string SourceId, string Name, bool HasChildren, DateTimeOffset? LastChanged);
