using StableSpamCompose.Checkpoints;

namespace StableSpamCompose.Train4Bit.Tests.Checkpoints;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        CheckpointFile.Write(Path, "numbers", 3, writer => writer.Write(double.PositiveInfinity));

        (double number, int version) = CheckpointFile.Read(Path, "numbers", 4, (reader, version) => (reader.ReadDouble(), version));

        Assert.Equal((double.PositiveInfinity, 3), (number, version));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_changed_byte_is_found_wherever_it_is()
    {
        CheckpointFile.Write(Path, "numbers", 1, writer => writer.Write(1.5));
        byte[] bytes = File.ReadAllBytes(Path);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 1;
            File.WriteAllBytes(Path, damaged);
            string message = Assert.Throws<CheckpointException>(() => Read()).Message;
            Assert.Equal(i < 9 ? $"{Path}: this is no checkpoint." : Damaged, message);
        }
    }

    [Fact]
    public void A_file_that_is_cut_short_is_found_wherever_it_is_cut()
    {
        CheckpointFile.Write(Path, "numbers", 1, writer => writer.Write(1.5));
        byte[] bytes = File.ReadAllBytes(Path);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path, bytes[..length]);
            string message = Assert.Throws<CheckpointException>(() => Read()).Message;
            Assert.Equal(length < 9 ? $"{Path}: this is no checkpoint." : Damaged, message);
        }
    }

    [Fact]
    public void Another_kind_or_a_newer_version_is_refused()
    {
        CheckpointFile.Write(Path, "letters", 1, writer => writer.Write(1.5));
        Assert.Equal($"{Path}: it holds letters, and numbers is needed.", Assert.Throws<CheckpointException>(() => Read()).Message);

        CheckpointFile.Write(Path, "numbers", 2, writer => writer.Write(1.5));
        Assert.StartsWith($"{Path}: it is of version 2, and this program reads versions 1 to 1", Assert.Throws<CheckpointException>(() => Read()).Message);
    }

    [Fact]
    public void A_body_of_another_length_is_refused()
    {
        CheckpointFile.Write(Path, "numbers", 1, writer => writer.Write(1.5f));
        // The four bytes that are missing would be those of the digest.
        Assert.Throws<CheckpointException>(() => Read());

        CheckpointFile.Write(Path, "numbers", 1, writer => writer.Write(new byte[9]));
        Assert.Equal($"{Path}: something else follows what it should hold.", Assert.Throws<CheckpointException>(() => Read()).Message);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_file_that_was_there()
    {
        CheckpointFile.Write(Path, "numbers", 1, writer => writer.Write(1.5));

        Assert.Throws<InvalidOperationException>(() => CheckpointFile.Write(Path, "numbers", 1, writer =>
        {
            writer.Write(2.5);
            throw new InvalidOperationException();
        }));

        Assert.Equal(1.5, Read());
    }

    private string Damaged => $"{Path}: the file is damaged or cut short; use an earlier checkpoint.";

    private double Read() => CheckpointFile.Read(Path, "numbers", 1, (reader, _) => reader.ReadDouble());
}
