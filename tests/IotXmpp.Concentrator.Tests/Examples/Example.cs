using System.Xml.Linq;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>One or several examples of a specification that belong together, as steps to be played.</summary>
/// <param name="Title">Specification, number and caption, such as <c>XEP-0323 1-3: Read-out of momentary values</c>.</param>
/// <param name="File">The file it is in.</param>
/// <param name="Steps">What happens, in order; <c>tests/vectors/things/README.md</c> describes the elements.</param>
public sealed record Example(string Title, ExampleFile File, IReadOnlyList<XElement> Steps)
{
    /// <summary>The title.</summary>
    public override string ToString() => Title;
}
