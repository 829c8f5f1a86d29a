#nullable disable
using System;

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// A grammar image that cannot be used. <see cref="Number"/> says why; the message is for people only. A plain
    /// exception type, because the device has no ArgumentException hierarchy worth the flash.
    /// </summary>
    public class GrammarImageException : Exception
    {
        /// <summary>Null, or shorter than a header.</summary>
        public const int TooShort = 1;

        /// <summary>The first four bytes are not "EXIG".</summary>
        public const int NotAnImage = 2;

        /// <summary>Made by a compiler of another layout version.</summary>
        public const int OtherVersion = 3;

        /// <summary>The field width is neither 2 nor 4 bytes.</summary>
        public const int BadFieldWidth = 4;

        /// <summary>The stated length is not the length of the data.</summary>
        public const int BadLength = 5;

        /// <summary>A section lies outside the data, or its record count does not fit.</summary>
        public const int BadSection = 6;

        /// <summary>An index inside a record points outside its table (found by the server's verifier only).</summary>
        public const int BadIndex = 7;

        private readonly int _number;

        /// <summary>Creates an exception of one of the numbers of this class.</summary>
        public GrammarImageException(int number, string message)
            : base(message)
        {
            _number = number;
        }

        /// <summary>One of the constants of this class.</summary>
        public int Number
        {
            get { return _number; }
        }
    }
}
