using Xunit;
using Xunit.v3;

namespace IotXmpp.Testing;

/// <summary>Names the requirement or specification section a test proves ("SD-012", "EXI 7.3.3", "RFC 6120 8.3.3").</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class SpecAttribute(params string[] ids) : Attribute, ITraitAttribute
{
    /// <summary>The ids, each becoming one <c>Spec</c> trait.</summary>
    public IReadOnlyList<string> Ids { get; } = ids;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. Ids.Select(id => new KeyValuePair<string, string>("Spec", id))];
}
