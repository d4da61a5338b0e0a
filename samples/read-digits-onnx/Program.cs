using LeNetLab.Handwriting;
using ReadDigits;

const int Fine = 0, SomeFailed = 1, UserMistake = 2;

if (args is [] or ["-h" or "--help", ..])
{
    Console.WriteLine("""
        Say which digit a picture shows, with ONNX Runtime alone.

        Usage: read-digits-onnx MODEL.onnx PICTURE...

        The model is one that `lenet export --onnx` has written. Pictures are PNG or JPEG, of any size, dark on light or
        light on dark, each of one digit.
        Exit codes: 0 fine; 1 a picture could not be read; 2 a mistake in the call or in the model given.
        """);
    return Fine;
}

if (args.Length < 2) return Complain("expected a model and pictures, found a model alone. See --help.", UserMistake);
try
{
    using var reader = DigitReader.Open(args[0]);
    var allRead = true;
    foreach (var path in args[1..])
    {
        try
        {
            var probabilities = reader.Probabilities(DigitPicture.Read(path).Pixels);
            int[] ranking = [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c])];
            var (first, second) = (ranking[0], ranking[1]);
            double Percent(int digit) => probabilities[digit] * 100;
            Console.WriteLine(FormattableString.Invariant(
                $"{path}: {first}  {Percent(first):0.0} %  (then {second}, {Percent(second):0.0} %)"));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            allRead = Complain(e.Message, SomeFailed) == Fine;
        }
    }

    return allRead ? Fine : SomeFailed;
}
catch (ModelException e)
{
    return Complain(e.Message, UserMistake);
}

static int Complain(string message, int code)
{
    Console.Error.WriteLine($"read-digits-onnx: {message.ReplaceLineEndings(" ")}");
    return code;
}
