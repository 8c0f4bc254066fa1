namespace StableSpamCompose.Torch;

/// <summary>Reading what a file has, in words where it has too little.</summary>
internal static class FileReading
{
    /// <summary>Reads something.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public static T Of<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"The file ends within {what}: it was not saved whole, or cut off since.", exception);
        }
    }
}
