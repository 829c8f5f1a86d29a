#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Where a body is in its grammars: the state of the innermost element and, for each open element, its name and the state to come
    /// back to. The same for reader and writer. States from the image are 0 and up, built-in ones below 0. Fields and not
    /// properties, because on the board every call counts.
    /// </summary>
    internal sealed class GrammarCursor
    {
        /// <summary>Second-part codes of a strict element's first state (EXI 8.5.4.4.2).</summary>
        internal const int Castable = 1;
        internal const int Nillable = 2;

        /// <summary>State in force.</summary>
        internal int State;

        /// <summary>Open elements.</summary>
        internal int Depth;

        /// <summary>Strict, and nothing has switched the element's grammar: <see cref="Castable"/>, <see cref="Nillable"/>.</summary>
        internal int StrictCasts;

        internal readonly BuiltInGrammars BuiltIn;

        private readonly GrammarImage _image;
        private readonly bool _strict;
        private readonly int[] _resume;
        private readonly int[] _names;

        // Type in force of the element that has just been entered; later meaningless.
        private int _type;

        internal GrammarCursor(GrammarImage image, CompactExiOptions options)
        {
            _image = image;
            _strict = options.Strict;
            BuiltIn = new BuiltInGrammars(options);
            _resume = new int[options.MaxDepth];
            _names = new int[options.MaxDepth];
        }

        /// <summary>Name of the innermost open element.</summary>
        internal int Name
        {
            get { return _names[Depth - 1]; }
        }

        internal void Start()
        {
            State = _image.DocContent;
            Depth = 0;
            StrictCasts = 0;
            _type = GrammarImage.None;
            BuiltIn.Clear();
        }

        /// <summary>Into a child.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="element">Its declaration, or None for a built-in grammar.</param>
        /// <param name="resume">State of the parent after it.</param>
        /// <returns>A <see cref="CompactExiError"/>.</returns>
        internal int Enter(int name, int element, int resume)
        {
            if (Depth == _names.Length)
                return CompactExiError.Depth;
            _resume[Depth] = resume;
            _names[Depth++] = name;
            StrictCasts = 0;
            if (element == GrammarImage.None)
            {
                _type = GrammarImage.None;
                State = BuiltIn.Enter(name);
                return State == 0 ? CompactExiError.BuiltInGrammars : CompactExiError.None;
            }

            _type = _image.ElementType(element);
            State = _image.TypeStartState(_type);
            if (_strict)
            {
                if (_image.TypeIsCastable(_type))
                    StrictCasts = Castable;
                if (_image.ElementIsNillable(element))
                    StrictCasts |= Nillable;
            }

            return CompactExiError.None;
        }

        /// <summary>Out of the innermost element.</summary>
        internal void Leave()
        {
            State = _resume[--Depth];
            StrictCasts = 0;
        }

        /// <summary>xsi:type: continue in a named type.</summary>
        internal void Cast(int type)
        {
            _type = type;
            State = _image.TypeStartState(type);
            StrictCasts = 0;
        }

        /// <summary>xsi:nil = true: continue in the type's empty grammar. A built-in grammar has none.</summary>
        internal void Empty()
        {
            StrictCasts = 0;
            if (_type != GrammarImage.None && State >= 0)
                State = _image.TypeEmptyState(_type);
        }

        /// <summary>Number of second-part codes in a state of the image inside an element, when not strict. The layout of
        /// <see cref="GrammarImage"/> has the order.</summary>
        internal static int SecondPartCount(int stateFlags)
        {
            // SE(*) and CH always.
            int count = 2;
            if ((stateFlags & GrammarImage.HasEndElement) == 0)
                count++;
            if ((stateFlags & GrammarImage.FirstStartTag) != 0)
                count += 2;
            if ((stateFlags & GrammarImage.StartTag) != 0)
                count += 2;
            return count;
        }
    }
}
