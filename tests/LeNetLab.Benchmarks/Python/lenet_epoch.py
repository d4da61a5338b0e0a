"""Trains LeNet-5 in PyTorch, an epoch whenever it is told to, and says how long each took.

    python3 lenet_epoch.py FOLDER BATCH

FOLDER has train-images-idx3-ubyte and train-labels-idx1-ubyte, with or without .gz. A line of JSON says that all is
ready. Then every line "epoch loop" or "epoch dataloader" on the standard input trains a new network, and is answered
by {"seconds": ..., "loss": ...}; a number behind it asks for that many digits instead of all. The end of the input
is the end of the program. The network, the rule and the preparation of the digits are those of the C# contenders.
"""

import gzip
import json
import os
import struct
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

MEAN, DEVIATION, MARGIN = 0.1307, 0.3081, 2

try:
    from PIL import Image
    from torchvision import transforms
except ImportError:
    transforms = None


def read_idx(folder, name):
    """An IDX file of bytes as a tensor."""
    path = os.path.join(folder, name)
    file = open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz", "rb")
    with file:
        content = file.read()
    rank = content[3]
    shape = struct.unpack(f">{rank}I", content[4:4 + 4 * rank])
    return torch.frombuffer(bytearray(content[4 + 4 * rank:]), dtype=torch.uint8).reshape(shape)


def prepared(images):
    """Bytes [..., 28, 28] as the network's numbers, [..., 32, 32]; the margin is background."""
    padded = nn.functional.pad(images, (MARGIN, MARGIN, MARGIN, MARGIN))
    return padded.float().div_(255).sub_(MEAN).div_(DEVIATION)


class Digits(Dataset):
    """A digit at a time, as torchvision.datasets.MNIST has them: a picture, which a transform makes a tensor of."""

    def __init__(self, images, labels):
        self.images, self.labels = images, labels
        self.transform = transforms and transforms.Compose(
            [transforms.Pad(MARGIN), transforms.ToTensor(), transforms.Normalize((MEAN,), (DEVIATION,))])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image, label = self.images[index], int(self.labels[index])
        if self.transform is None:
            return prepared(image.unsqueeze(0)), label
        return self.transform(Image.fromarray(image.numpy(), mode="L")), label


def network():
    torch.manual_seed(1998)
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(),
        nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


def loop_batches(images, labels, batch_size, count):
    order = torch.randperm(len(labels))
    for start in range(0, count, batch_size):
        batch = order[start:min(start + batch_size, count)]
        yield images.index_select(0, batch), labels.index_select(0, batch)


def epoch(batches, count):
    """Trains a new network on the batches until it has seen that many digits."""
    model = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    seen, loss_sum = 0, 0.0

    start = time.perf_counter()
    for images, labels in batches:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(labels)
        seen += len(labels)
        if seen >= count:
            break
    seconds = time.perf_counter() - start
    return {"seconds": seconds * count / seen, "loss": loss_sum / seen}


def main():
    folder, batch_size = sys.argv[1], int(sys.argv[2])
    raw = read_idx(folder, "train-images-idx3-ubyte")
    labels = read_idx(folder, "train-labels-idx1-ubyte").long()
    images = prepared(raw.unsqueeze(1))
    loader = DataLoader(Digits(raw, labels), batch_size=batch_size, shuffle=True)

    def say(answer):
        print(json.dumps(answer), flush=True)

    say({
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "transforms": "of torchvision" if transforms else "by hand",
    })
    for line in sys.stdin:
        _, way, *count = line.split()
        count = int(count[0]) if count else len(labels)
        say(epoch(loader if way == "dataloader" else loop_batches(images, labels, batch_size, count), count))


if __name__ == "__main__":
    main()
