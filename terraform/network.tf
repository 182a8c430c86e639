################################################################################
# Network: two public subnets. The instances have public addresses so that they can fetch their image without a NAT
# gateway (which would cost more than everything else here); nothing can reach them but the load balancer (security.tf).
################################################################################

resource "aws_vpc" "this" {
  cidr_block = local.vpc_cidr
  tags       = merge(local.tags, { Name = local.name })
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = local.name })
}

resource "aws_subnet" "public" {
  count = length(local.zones)

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(local.vpc_cidr, 8, count.index)
  availability_zone = local.zones[count.index]
  tags              = merge(local.tags, { Name = "${local.name}-public-${count.index}" })

  # A subnet stays where it was made: AWS lists other zones when one fails, or begins to offer what it lacked, and a
  # subnet that followed would take its instances and the load balancer's address along.
  lifecycle {
    ignore_changes = [availability_zone]
  }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = merge(local.tags, { Name = "${local.name}-public" })

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table_association" "public" {
  count = length(aws_subnet.public)

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}
